import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0098_read_what_signed_old_letters")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="letter", name="an_issued_letter_stays_as_it_is"),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(name='an_issued_letter_stays_as_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'issued' AND (OLD.sha256, OLD.number, OLD.dated, OLD.agency_id, OLD.case_id, OLD.state, OLD.is_test) IS DISTINCT FROM (NEW.sha256, NEW.number, NEW.dated, NEW.agency_id, NEW.case_id, NEW.state, NEW.is_test))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1103ebc962388b59798c3280f1406fb71ec55e54', operation='UPDATE', pgid='pgtrigger_an_issued_letter_stays_as_it_is_2d96d', table='complaints_letter', when='BEFORE')),
        ),
    ]
