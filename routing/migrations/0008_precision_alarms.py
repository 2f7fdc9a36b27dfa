from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0007_the_person_said_which_office'),
    ]

    operations = [
        migrations.AlterField(
            model_name='routingalarm',
            name='kind',
            field=models.CharField(choices=[('model_refused', 'The topic model cannot be used'), ('challenger_refused', 'The model asked beside cannot be used'), ('one_sided', "Somebody's corrections nearly all go one way"), ('words', 'People write in other words than the model knows'), ('topics', 'The mix of topics has changed'), ('confidence', 'The model is less sure than before'), ('corrections', 'People correct more than before'), ('precision', 'What goes out by itself is right less often than was wanted')], max_length=24, verbose_name='kind'),
        ),
    ]
