"""Writing a petition: who may, what has to be in it, and that its words stay."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from consultations.petitions.models import Petition, PetitionEvent
from consultations.petitions.rules import load_petition_rules, rule_for
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import MOST_CHECKED, Words, drop_draft, keep_draft, problems, submit_petition
from notifications.models import Message
from tests.consultations.petitions.conftest import TITLE, fresh, refused, rule
from tests.factories import make_agency, make_area, make_user

pytestmark = pytest.mark.django_db


class TestADraft:
    def test_needs_a_title_alone(self, malee):
        draft = keep_draft(Words(" ขอ \n ไฟ "), by=malee)
        assert (draft.title, draft.state) == ("ขอ ไฟ", PetitionState.DRAFT)
        with refused("title_missing"):
            keep_draft(Words("\u200b"), by=malee)

    def test_sent_twice_is_one(self, written):
        assert written() == written() and Petition.objects.count() == 1

    def test_is_its_writers_alone(self, written, suda):
        draft = written()
        with refused("not_yours"):
            keep_draft(Words("อื่น"), petition=draft, by=suda)
        assert not Petition.objects.handled_by(suda).exists() and not Petition.objects.public().exists()

    def test_is_not_begun_by_somebody_without_a_confirmed_contact(self, db):
        nobody = make_user("ยังไม่ยืนยัน", email_confirmed_at=None)
        with refused("contact_not_confirmed"):
            keep_draft(Words("ขอไฟ"), by=nobody)

    def test_goes_when_its_writer_drops_it(self, written, malee):
        drop_draft(written(), by=malee)
        assert not Petition.objects.exists()


class TestSending:
    def test_leaves_the_agency_some_working_days(self, sent, suda):
        assert sent.state == PetitionState.CHECKED and sent.due_at > timezone.now()
        assert [each.kind for each in sent.events.all()] == [PetitionEvent.Kind.SUBMITTED]
        assert Message.objects.filter(user=suda, event_key__startswith=f"petition:{sent.slug}:").count() == 1

    def test_again_changes_nothing(self, sent, malee):
        submit_petition(sent, by=malee)
        assert fresh(sent).event_count == 1

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"asks": " - \n"}, "asks_missing"),
            ({"asks": "\n".join("ขอ" for _n in range(11))}, "too_many_points"),
            ({"why": ""}, "why_missing"),
            ({"agency": None}, "agency_missing"),
        ],
    )
    def test_names_what_is_missing(self, written, malee, fields, code):
        draft = written(**fields)
        assert [each.code for each in problems(draft)] == [code]
        with refused(code):
            submit_petition(draft, by=malee)

    def test_to_an_agency_where_nobody_could_answer_is_refused(self, written, malee):
        with refused("nobody_answers_there"):
            submit_petition(written(agency=make_agency("ที่ไม่มีใคร")), by=malee)

    def test_with_a_telephone_number_needs_a_second_look(self, written, malee):
        draft = written(why="โทรหาป้าแดง 081-234-5678 ได้เลย")
        with refused("personal_data"):
            submit_petition(draft, by=malee)
        assert submit_petition(draft, is_looked_at=True, by=malee).submitted_at

    def test_of_many_at_once_is_stopped(self, written, malee):
        for n in range(MOST_CHECKED):
            submit_petition(written(title=f"เรื่อง {n}"), by=malee)
        with refused("too_many_waiting"):
            submit_petition(written(title="อีกเรื่อง"), by=malee)

    def test_keeps_the_words_for_good(self, sent, malee):
        with refused("sent_already"):
            keep_draft(Words("อื่น"), petition=sent, by=malee)
        with pytest.raises(DatabaseError, match="keeps its words"), transaction.atomic():
            Petition.objects.filter(pk=sent.pk).update(title="อื่น")
        assert fresh(sent).title == TITLE


class TestTheRules:
    def test_of_smaller_places_ask_for_fewer(self):
        assert load_petition_rules() == 4 and load_petition_rules() == 0
        sila = make_area(400111, "ศิลา")
        places = [None, sila.parent.parent, sila.parent, sila]
        assert [rule_for(place).threshold for place in places] == [5000, 1000, 200, 50]
        assert not any(rule_for(place).is_confirmed for place in places)

    def test_that_staff_changed_stay(self):
        rule(threshold=7)
        load_petition_rules()
        assert rule_for(None).threshold == 7
