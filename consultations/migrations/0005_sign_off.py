from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0004_explanations'),
    ]

    operations = [
        migrations.AddField(
            model_name='consultation',
            name='sign_off_asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='consultation',
            name='signed_off_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='consultationevent',
            name='kind',
            field=models.CharField(choices=[('drafted', 'Draft begun'), ('changed', 'Draft changed'), ('sign_off_asked', 'Laid before the head'), ('sign_off_refused', 'Sent back by the head'), ('signed_off', 'Signed off by the head'), ('signed_on_paper', 'Signed by the head on paper'), ('announced', 'Announced'), ('extended', 'Closing moved'), ('withdrawn', 'Withdrawn')], max_length=16),
        ),
    ]
