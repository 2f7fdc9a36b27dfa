import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0034_incidents'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='a_part_knows_its_case',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='its_parts_know_their_case',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='a_part_knows_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    SELECT state NOT IN ('closed', 'joined', 'rejected', 'withdrawn'), visibility = 'confidential', me_too_count + co_signer_count + joined_people\n                    INTO NEW.case_is_open, NEW.case_is_confidential, NEW.case_people\n                    FROM complaints_case WHERE id = NEW.case_id;\n                    RETURN NEW;\n                ", hash='14eb718f52f4dc2bb06a77d20ed1d1edcda55a28', operation='INSERT OR UPDATE', pgid='pgtrigger_a_part_knows_its_case_c2666', table='complaints_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='its_parts_know_their_case', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.state IN ('closed', 'joined', 'rejected', 'withdrawn')) <> (NEW.state IN ('closed', 'joined', 'rejected', 'withdrawn')) OR (OLD.visibility = 'confidential') <> (NEW.visibility = 'confidential') OR OLD.me_too_count + OLD.co_signer_count + OLD.joined_people <> NEW.me_too_count + NEW.co_signer_count + NEW.joined_people)", func='UPDATE complaints_assignment SET state = state WHERE case_id = NEW.id; RETURN NULL;', hash='2f4a0cfb167291bcbacac9e1514ae7d2f86903e9', operation='UPDATE', pgid='pgtrigger_its_parts_know_their_case_73f9c', table='complaints_case', when='AFTER')),
        ),
    ]
