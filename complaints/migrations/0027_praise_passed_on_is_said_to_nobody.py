from django.db import migrations

TO_THE_COMPLAINANT = ("ส่งถึงคนที่คุณชมแล้ว", "Passed on to those you praise")
TO_EVERYBODY = ("ส่งถึงคนที่ได้รับคำชมแล้ว", "Passed on to those who were praised")


def say(after, before):
    """Where staff chose other words, those stay."""

    def change(apps, schema_editor):
        rows = apps.get_model("complaints", "OutcomeOfKind").objects.filter(kind="praise", outcome="solved")
        rows.filter(name_th=before[0]).update(name_th=after[0])
        rows.filter(name_en=before[1]).update(name_en=after[1])

    return change


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0026_gaps_in_brackets"),
    ]

    operations = [
        migrations.RunPython(say(TO_EVERYBODY, TO_THE_COMPLAINANT), say(TO_THE_COMPLAINANT, TO_EVERYBODY)),
    ]
