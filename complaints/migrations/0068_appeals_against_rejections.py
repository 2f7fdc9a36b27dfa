import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0067_newest_at_the_desk"),
        ("directory", "0009_staff_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="rejected_before_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="against",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.agency",
            ),
        ),
        migrations.RemoveConstraint(model_name="appeal", name="a_case_is_appealed_once"),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=~Q(became="taken_back") & Q(rejected_before_at__isnull=True),
                fields=("case",),
                name="an_answer_is_appealed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=~Q(became="taken_back") & Q(rejected_before_at__isnull=False),
                fields=("case",),
                name="a_rejection_is_appealed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(against__isnull=False, rejected_before_at__isnull=True)
                | Q(against__isnull=True, rejected_before_at__isnull=False, closed_before_at__isnull=True),
                name="an_appeal_is_against_an_answer_or_a_rejection",
            ),
        ),
    ]
