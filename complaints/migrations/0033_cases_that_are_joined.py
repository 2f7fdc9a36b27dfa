
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0031_people_of_a_part'),
        ('directory', '0005_page_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='joined_people',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('filed', 'Complaint received'), ('triage', 'People are finding the responsible agency'), ('routed', 'Sent to an agency'), ('declined', 'Agency declined'), ('help_asked', 'Another agency was asked to help'), ('help_refused', 'Agency cannot help'), ('accepted', 'Agency accepted'), ('asked', 'Agency asked the complainant'), ('answered', 'Complainant answered'), ('question_lapsed', 'Work goes on without an answer'), ('replied', 'Agency replied'), ('part_done', 'Agency finished its part'), ('resolution_proposed', 'Agency reported the work as done'), ('confirmed', 'Complainant confirmed'), ('closed_by_silence', 'Closed, nobody objected in time'), ('disputed', 'Complainant objected, case reopened'), ('withdrawn', 'Complainant withdrew'), ('rejected', 'Not accepted'), ('topic_corrected', 'Topic corrected'), ('released', 'Text shown to everybody'), ('taken_back', 'Text no longer shown'), ('extended', 'Agency needs more time'), ('added', 'Complainant added something'), ('correction_asked', 'Complainant wishes a correction'), ('corrected', 'Place or topic corrected'), ('correction_refused', 'Correction refused'), ('correction_dropped', 'Complainant took the correction back'), ('converted', 'Kind of the case changed'), ('acknowledged', 'Praise acknowledged and closed'), ('delivered', 'Praise closed without an answer'), ('speaker_sought', 'Another speaker is sought'), ('speaker_stays', 'Speaker goes on'), ('speaker_changed', 'Another speaker took over'), ('speaker_left', 'Speaker left the case'), ('co_signing_opened', 'Complainant invited others to co-sign'), ('co_signing_stopped', 'Complainant closed the co-signing'), ('closed_to_public', 'Complainant no longer wants it shown'), ('file_removed', 'File removed for good'), ('language_corrected', 'Language of the text corrected'), ('translation_asked', 'A translation was asked for'), ('translated', 'A text was translated'), ('joined', 'Joined with another case'), ('took_in', 'Another case was joined here'), ('separated', 'Taken apart again'), ('let_go', 'Another case was taken out again')], max_length=24),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('latitude__isnull', False), models.Q(('state__in', ['closed', 'joined', 'rejected', 'withdrawn']), _negated=True)), fields=['latitude', 'longitude'], name='case_open_at_a_spot'),
        ),
    ]
