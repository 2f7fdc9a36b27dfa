import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0053_split_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='part_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_parts', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='parted',
            field=models.JSONField(db_default=[], default=list, editable=False),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('filed', 'Complaint received'), ('triage', 'People are finding the responsible agency'), ('routed', 'Sent to an agency'), ('declined', 'Agency declined'), ('transferred', 'Passed on to another agency'), ('help_asked', 'Another agency was asked to help'), ('help_refused', 'Agency cannot help'), ('accepted', 'Agency accepted'), ('asked', 'Agency asked the complainant'), ('answered', 'Complainant answered'), ('question_lapsed', 'Work goes on without an answer'), ('replied', 'Agency replied'), ('part_done', 'Agency finished its part'), ('resolution_proposed', 'Agency reported the work as done'), ('confirmed', 'Complainant confirmed'), ('closed_by_silence', 'Closed, nobody objected in time'), ('disputed', 'Complainant objected, case reopened'), ('withdrawn', 'Complainant withdrew'), ('rejected', 'Not accepted'), ('topic_corrected', 'Topic corrected'), ('released', 'Text shown to everybody'), ('taken_back', 'Text no longer shown'), ('extended', 'Agency needs more time'), ('added', 'Complainant added something'), ('correction_asked', 'Complainant wishes a correction'), ('corrected', 'Place or topic corrected'), ('correction_refused', 'Correction refused'), ('correction_dropped', 'Complainant took the correction back'), ('converted', 'Kind of the case changed'), ('acknowledged', 'Praise acknowledged and closed'), ('delivered', 'Praise closed without an answer'), ('speaker_sought', 'Another speaker is sought'), ('speaker_stays', 'Speaker goes on'), ('speaker_changed', 'Another speaker took over'), ('speaker_left', 'Speaker left the case'), ('co_signing_opened', 'Complainant invited others to co-sign'), ('co_signing_stopped', 'Complainant closed the co-signing'), ('closed_to_public', 'Complainant no longer wants it shown'), ('file_removed', 'File removed for good'), ('language_corrected', 'Language of the text corrected'), ('translation_asked', 'A translation was asked for'), ('translated', 'A text was translated'), ('joined', 'Joined with another case'), ('took_in', 'Another case was joined here'), ('separated', 'Taken apart again'), ('let_go', 'Another case was taken out again'), ('split', 'Split into several cases'), ('split_off', 'Made of a part of another case'), ('took_back', 'A part was put back'), ('put_back', 'Put back into the case it came from'), ('handed_over', 'Handed to a colleague'), ('internal_note', 'Note for colleagues'), ('escalated', 'Raised to the next level'), ('delay', 'Agency said why it is late'), ('appealed', 'Complainant appealed'), ('appeal_taken_back', 'Complainant took the appeal back'), ('appeal_upheld', 'Answer upheld on appeal, case closed'), ('appeal_granted', 'Appeal granted, case reopened'), ('audit_reopened', 'Closing found false by an audit, case reopened')], max_length=24),
        ),
    ]
