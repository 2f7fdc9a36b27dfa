# Three lengths a kind instead of one, and the day by which results are due.

import django.db.models
from django.db import migrations, models

SHIPPED = (
    'เรากำหนดตามคำแนะนำที่ออกภายหลัง: พ.ร.บ. หลักเกณฑ์การจัดทำร่างกฎหมายฯ พ.ศ. 2562 ไม่ได้กำหนดจำนวนวันตายตัว',
    'เรากำหนดเอง',
)
REGULATION = 'ระเบียบสำนักนายกรัฐมนตรีว่าด้วยการรับฟังความคิดเห็นของประชาชน พ.ศ. 2548: ประกาศก่อน 15 วัน สรุปผลใน 15 วันหลังปิด ส่วนจำนวนวันที่เปิดเรากำหนดเอง'


def lengthen(apps, schema_editor):
    """Rows as they were shipped get the other two lengths as they are shipped now; rows that staff changed stay."""
    rows = apps.get_model('consultations', 'Lengths').objects.filter(source__in=SHIPPED, is_confirmed=False)
    rows.exclude(kind='project').update(result_days=30)
    rows.filter(kind='project').update(notice_days=15, result_days=15, source=REGULATION)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0002_changed_drafts'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='openinglength', name='a_consultation_is_open_for_a_day_at_least'),
        migrations.RenameModel('OpeningLength', 'Lengths'),
        migrations.RenameField('lengths', 'days', 'opening_days'),
        migrations.AlterModelOptions(name='lengths', options={'verbose_name': 'usual lengths', 'verbose_name_plural': 'usual lengths'}),
        migrations.AlterField(
            model_name='lengths',
            name='opening_days',
            field=models.PositiveSmallIntegerField(verbose_name='days open'),
        ),
        migrations.AddField(
            model_name='lengths',
            name='notice_days',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='days from the announcement to the opening'),
        ),
        migrations.AddField(
            model_name='lengths',
            name='result_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days from the closing until the results are due'),
        ),
        migrations.AddConstraint(
            model_name='lengths',
            constraint=models.CheckConstraint(condition=django.db.models.Q(('opening_days__gte', 1)), name='a_consultation_is_open_for_a_day_at_least'),
        ),
        migrations.RunPython(lengthen, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='consultation',
            name='why_short',
            field=models.TextField(blank=True, verbose_name='why it is announced later, or open for less, than usual'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='results_by',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='results due'),
        ),
    ]
