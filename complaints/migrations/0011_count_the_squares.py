from django.db import migrations


def count(apps, schema_editor):
    from complaints.public_map import count_anew

    count_anew()


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0010_me_too_and_squares'),
    ]

    operations = [
        # Cases released before there were triggers.
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
