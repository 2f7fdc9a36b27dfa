import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("complaints", "0099_what_signed_a_letter_stays")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='assignment',
            name='a_part_knows_its_case',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='its_parts_know_their_case',
        ),
        migrations.AddField(
            model_name='assignment',
            name='case_channel',
            field=models.CharField(db_default='', default='', editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='assignment',
            name='case_is_urgent',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='a_part_knows_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    SELECT state NOT IN ('closed', 'joined', 'rejected', 'withdrawn'), visibility = 'confidential', me_too_count + co_signer_count + joined_people, topic_id, area_id,\n                        is_urgent\n                    INTO NEW.case_is_open, NEW.case_is_confidential, NEW.case_people, NEW.case_topic, NEW.case_area,\n                        NEW.case_is_urgent\n                    FROM complaints_case WHERE id = NEW.case_id;\n                    IF NEW.case_channel = '' THEN  -- it never changes\n                        NEW.case_channel = coalesce((SELECT channel FROM complaints_complaint\n                            WHERE case_id = NEW.case_id ORDER BY id LIMIT 1), '');\n                    END IF;\n                    RETURN NEW;\n                ", hash='ed498f737b2ac9afc821c469df3a0df940cb9128', operation='INSERT OR UPDATE', pgid='pgtrigger_a_part_knows_its_case_c2666', table='complaints_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='its_parts_know_their_case', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN ((OLD.state IN ('closed', 'joined', 'rejected', 'withdrawn')) <> (NEW.state IN ('closed', 'joined', 'rejected', 'withdrawn')) OR (OLD.visibility = 'confidential') <> (NEW.visibility = 'confidential') OR OLD.me_too_count + OLD.co_signer_count + OLD.joined_people <> NEW.me_too_count + NEW.co_signer_count + NEW.joined_people OR OLD.topic_id IS DISTINCT FROM NEW.topic_id OR OLD.area_id IS DISTINCT FROM NEW.area_id OR OLD.is_urgent <> NEW.is_urgent)", func='UPDATE complaints_assignment SET state = state WHERE case_id = NEW.id; RETURN NULL;', hash='4b4714174199e3cdbfc8ba1162f2d285d1b56e00', operation='UPDATE', pgid='pgtrigger_its_parts_know_their_case_73f9c', table='complaints_case', when='AFTER')),
        ),
    ]
