import django.db.models.deletion
from django.db import migrations, models

ABOUT = [('reasons', 'What the problem is'), ('necessity', 'Why it is needed'), ('aims', 'What the law was made for'), ('results', 'What the law has brought about'), ('affected', 'Whom it touches, and how'), ('impact', 'What it costs and what it brings'), ('burden', 'Burden and cost for people and the state'), ('licences', 'Licences that the law asks for'), ('committees', 'Committees that the law sets up'), ('penalties', 'Penalties in the law'), ('questions', 'What we ask you'), ('contact', 'Whom to ask')]


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0003_usual_lengths'),
    ]

    operations = [
        migrations.AddField(
            model_name='consultation',
            name='proposal',
            field=models.CharField(blank=True, choices=[('keep', 'Keep the law as it is'), ('amend', 'Amend the law'), ('repeal', 'Repeal the law')], max_length=8, verbose_name='what is proposed for the law'),
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=ABOUT, max_length=12)),
                ('th', models.TextField()),
                ('en', models.TextField(blank=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='consultations.consultation')),
            ],
            options={
                'verbose_name': 'explanation',
                'verbose_name_plural': 'explanations',
                'constraints': [models.UniqueConstraint(fields=('consultation', 'about'), name='a_consultation_explains_a_thing_once')],
            },
        ),
    ]
