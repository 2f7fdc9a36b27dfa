
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0001_conversations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='statement',
            name='removal',
            field=models.CharField(blank=True, choices=[('threat', 'It threatens people or calls for violence'), ('insult', 'It insults a person, or stirs up hatred against people'), ('obscenity', 'It is obscene'), ('personal_data', 'It names a person or holds a telephone number, an address or the like'), ('advertising', 'It advertises something'), ('off_topic', 'It is about something else than this consultation'), ('said_already', 'Another statement says the same'), ('several', 'It says several things at once, so that an answer would not be clear'), ('no_statement', 'It is a question, or nobody could agree or disagree with it')], max_length=16),
        ),
        migrations.AlterField(
            model_name='statement',
            name='refusal',
            field=models.CharField(blank=True, choices=[('threat', 'It threatens people or calls for violence'), ('insult', 'It insults a person, or stirs up hatred against people'), ('obscenity', 'It is obscene'), ('personal_data', 'It names a person or holds a telephone number, an address or the like'), ('advertising', 'It advertises something'), ('off_topic', 'It is about something else than this consultation'), ('said_already', 'Another statement says the same'), ('several', 'It says several things at once, so that an answer would not be clear'), ('no_statement', 'It is a question, or nobody could agree or disagree with it')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('removal', ''), ('withdrawn_at__isnull', False), _connector='OR'), name='a_statement_that_was_taken_down_is_withdrawn'),
        ),
    ]
