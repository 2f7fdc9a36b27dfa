from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace


def replaced(apps, before, after):
    rows = apps.get_model("complaints", "ReplyTemplate").objects.filter(text__contains=before)
    rows.update(text=Replace(F("text"), Value(before), Value(after)))


def forwards(apps, schema_editor):
    replaced(apps, "…", "[…]")


def backwards(apps, schema_editor):
    replaced(apps, "[…]", "…")


class Migration(migrations.Migration):

    dependencies = [("complaints", "0025_words_without_spaces")]

    operations = [
        # An answer is not sent while it holds a gap, and a gap must be no dots that somebody may mean.
        migrations.RunPython(forwards, backwards),
    ]
