"""All texts of one set of copies, taken down and put back in one act; what comes in later is shown to the team."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.moderation import taking_copies
from consultations.moderation.acts import keep, put_back, take_down
from consultations.moderation.appealing import make_appeal
from consultations.moderation.copies import find_copies_in
from consultations.moderation.models import (
    CopiesDown,
    CopyGroup,
    CopyToTakeDown,
    Moderating,
    ModerationAct,
    Queued,
    TakenDown,
)
from consultations.moderation.statement_source import hide_statements
from consultations.moderation.taking_copies import put_copies_back, take_copies_down, work_on_one
from consultations.participation.models import Refusal, Statement
from consultations.participation.taking_part import Visitor, take_part
from consultations.questionnaires.models import Answer
from directory.models import Membership
from notifications.models import Message
from records.resting import Resting
from tests.consultations.moderation.conftest import PASTED, browser, refused, write
from tests.consultations.moderation.test_scanning import paste
from tests.consultations.participation.conftest import close

pytestmark = pytest.mark.django_db
WHY = "เป็นโฆษณาของตลาดเอกชน"


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


@pytest.fixture
def six(asked, malee):
    """Six people's copies; one of them has an account."""
    answers = [write(asked, PASTED, browser(number)) for number in range(5)]
    return [*answers, write(asked, PASTED, Visitor(malee))]


def group_of(asked):
    find_copies_in(asked.consultation, "1")
    return CopyGroup.objects.get()


def down(group, *, by, texts=None, rule="advertising", reason=WHY):
    return take_copies_down(group, rule=rule, reason=reason, texts=group.texts if texts is None else texts, by=by)


def hidden():
    return Answer.objects.filter(hidden_at__isnull=False).count()


class TestTakingDown:
    def test_hides_all_with_one_line_and_a_row_each(self, asked, six, suda):
        made = down(group_of(asked), by=suda)
        assert (hidden(), made.down, made.left, made.texts, made.people) == (6, 6, 0, 6, 6) and made.done_at
        act = ModerationAct.objects.get()
        assert (act.kind, act.rule.code, act.note, act.by, act.n) == ("set_down", "advertising", WHY, suda, made.n)
        rows = TakenDown.objects.order_by("n")
        assert {(row.copies, row.reason, row.by) for row in rows} == {(made, WHY, suda)}
        assert [row.n for row in rows] == list(range(2, 8))
        assert Moderating.objects.get().down == 6 and not CopyGroup.objects.exists()

    def test_goes_on_with_numbers_after_those_of_the_set(self, asked, six, suda):
        other = write(asked, "อีกคน", browser("other"))
        down(group_of(asked), by=suda)
        taken = take_down(asked.consultation, f"a{other.pk}", rule="insult", reason="ด่า", by=suda)
        assert taken.n == 8 and Moderating.objects.get().down == 7

    def test_tells_an_author_once_without_the_words_where_to_appeal(self, asked, six, suda, malee):
        down(group_of(asked), by=suda)
        mail = Message.objects.get(user=malee)
        assert WHY in mail.body and PASTED not in mail.body
        assert f"/questionnaire/taken-down/a{six[-1].pk}/" in mail.body

    def test_leaves_alone_what_was_changed_or_taken_back_or_down_meanwhile(self, asked, six, suda):
        group = group_of(asked)
        write(asked, "ผมเปลี่ยนใจแล้ว อยากให้มีตลาดต่อไป", browser(0))
        take_down(asked.consultation, f"a{six[1].pk}", rule="insult", reason="ด่า", by=suda)
        Answer.objects.get(pk=six[2].pk).delete()
        made = down(group, by=suda)
        assert (made.down, made.left) == (3, 3)
        assert Answer.objects.get(pk=six[0].pk).hidden_at is None

    def test_again_is_the_same_and_another_rule_is_refused(self, asked, six, suda, pim):
        group = group_of(asked)
        made = down(group, by=suda)
        assert down(group, by=suda) == made and ModerationAct.objects.count() == 1
        with refused("taken_down_already"):
            down(group, by=pim)

    def test_by_others_without_a_rule_or_with_other_numbers_changes_nothing(self, asked, six, suda, nipa):
        group = group_of(asked)
        with refused("not_your_agency"):
            down(group, by=nipa)
        with refused("no_such_rule"):
            down(group, by=suda, rule="several")  # of form: for statements alone
        with refused("note_missing"):
            down(group, by=suda, reason=" ")
        with refused("copies_changed"):
            down(group, by=suda, texts=5)
        assert not hidden() and not ModerationAct.objects.exists() and CopyGroup.objects.exists()

    def test_at_once_is_done_once(self, transactional_db, rules, asked, six, suda, pim):
        group = group_of(asked)

        def one(by):
            try:
                down(group, by=by)
            except Exception as error:
                return getattr(error, "code", repr(error))
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(one, [suda, pim]))
        assert told == ["done", "taken_down_already"]
        assert TakenDown.objects.count() == 6 and CopiesDown.objects.count() == 1


class TestALargeSet:
    @pytest.fixture(autouse=True)
    def small_parts(self, monkeypatch):
        monkeypatch.setattr(taking_copies, "AT_ONCE", 2)

    def test_is_worked_off_in_parts_that_survive(self, asked, six, suda, monkeypatch):
        made = down(group_of(asked), by=suda)
        assert (hidden(), made.down, made.done_at, made.waiting.count()) == (2, 2, None, 4)

        def die(*_args):
            raise RuntimeError

        with monkeypatch.context() as killed:
            killed.setattr(taking_copies, "_looked_at", die)
            with pytest.raises(RuntimeError):
                work_on_one()
        assert hidden() == 2 and CopyToTakeDown.objects.count() == 4
        assert [work_on_one(), work_on_one(), work_on_one()] == [2, 2, 0]
        made.refresh_from_db()
        assert made.done_at and made.down == 6 == hidden() == Moderating.objects.get().down
        assert ModerationAct.objects.count() == 1

    def test_that_is_refused_keeps_nobody_waiting(self, asked, six, suda, monkeypatch):
        made = down(group_of(asked), by=suda)

        def refuse(*_args):
            raise ValidationError("", code="not_your_agency")

        monkeypatch.setattr(taking_copies, "_take_some", refuse)
        monkeypatch.setattr(taking_copies, "_resting", Resting())
        assert work_on_one() == 0
        assert taking_copies._resting.ids() == [made.consultation_id], "those behind it have their turn"

    def test_put_back_halfway_takes_no_more_down(self, asked, six, suda):
        made = down(group_of(asked), by=suda)
        work_on_one()
        made = put_copies_back(made, reason="อ่านผิด", by=suda)
        while work_on_one():
            pass
        made.refresh_from_db()
        assert not hidden() and (made.down, made.back, made.left) == (4, 4, 2) and made.back_done_at
        assert Moderating.objects.get().down == 0


class TestStatements:
    @pytest.fixture
    def proposals(self, conversation):
        """Three are asked, three wait."""
        for number in range(6):
            Statement.objects.create(
                conversation=conversation,
                n=11 + number,
                text=PASTED,
                author=take_part(conversation, browser(number)),
                published_at=timezone.now() if number < 3 else None,
            )
        return conversation.statements.filter(n__gt=10)

    def test_go_and_come_back_though_whoever_decided_it_works_here_no_longer(
        self, conversation, proposals, suda, pim, monkeypatch
    ):
        monkeypatch.setattr(taking_copies, "AT_ONCE", 2)
        made = down(group_of(conversation), by=suda)
        Membership.objects.filter(user=suda).delete()
        while work_on_one():
            pass
        made.refresh_from_db()
        assert (made.down, made.left) == (6, 0) and made.done_at
        asked, waited = proposals.filter(published_at__isnull=False), proposals.filter(published_at=None)
        assert set(asked.values_list("removal", "why_withdrawn", "withdrawn_by")) == {("advertising", WHY, suda.pk)}
        assert set(waited.values_list("refusal", "refusal_note", "decided_by")) == {("advertising", WHY, suda.pk)}
        put_copies_back(made, reason="อ่านผิด", by=pim)
        while work_on_one():
            pass
        assert proposals.shown().count() == 6 and set(waited.values_list("decided_by")) <= {(pim.pk,)}

    def test_that_wait_are_left_after_the_closing(self, conversation, proposals, suda):
        made = down(group_of(close(conversation)), by=suda)
        assert (made.down, made.left) == (3, 3) and not proposals.exclude(refusal="").exists()

    def test_of_another_consultation_are_left_alone(self, conversation, proposals, begin, suda):
        other = begin()
        gone = hide_statements(other.consultation, [f"s{each.n}" for each in proposals], Refusal.INSULT, WHY, suda)
        assert not gone and proposals.shown().count() == 3


class TestPuttingBack:
    def test_shows_all_again_and_says_why_once(self, asked, six, suda, pim, nipa, malee):
        made = down(group_of(asked), by=suda)
        with refused("not_your_agency"):
            put_copies_back(made, reason="อ่านผิด", by=nipa)
        with refused("note_missing"):
            put_copies_back(made, reason="", by=pim)
        put_copies_back(made, reason="อ่านผิด", by=pim)
        put_copies_back(made, reason="อีกครั้ง", by=suda)
        assert not hidden() and not TakenDown.objects.filter(put_back_at=None).exists()
        assert [act.kind for act in ModerationAct.objects.all()] == ["set_down", "set_back"]
        assert Message.objects.filter(user=malee).count() == 2
        assert group_of(asked).same_as is None  # nothing is down: nothing to be the same as

    def test_leaves_an_appeal_to_who_decides_it_and_what_is_back_already(self, asked, six, suda, pim):
        made = down(group_of(asked), by=suda)
        rows = list(TakenDown.objects.order_by("n"))
        put_back(rows[0], reason="อ่านผิด", by=suda)
        make_appeal(rows[1], words="ไม่ใช่โฆษณา")
        made = put_copies_back(made, reason="อ่านผิด", by=suda)
        assert made.back == 4 and hidden() == 1 == Moderating.objects.get().down
        assert Answer.objects.get(pk=rows[1].text[1:]).hidden_at


class TestWhatComesInLater:
    def test_is_shown_to_the_team_and_never_hidden(self, asked, six, suda, client):
        made = down(group_of(asked), by=suda)
        late = write(asked, f"{PASTED} ครับ", browser("late"))  # nearly the same
        other = write(asked, "ต้นไม้ควรอยู่ต่อ เพราะให้ร่มเงากับคนเดินถนนทุกวัน", browser("other"))
        find_copies_in(asked.consultation, "2")
        queued = Queued.objects.get(text=f"a{late.pk}")
        assert queued.same_as == made and queued.looked_at is None
        assert not Queued.objects.filter(text=f"a{other.pk}").exists() and hidden() == 6
        client.force_login(suda)
        for rest in ("", f"a{late.pk}/"):
            told = client.get(f"/consultations/manage/{asked.consultation.slug}/moderation/{rest}").content.decode()
            assert "The same as what was taken down" in told and f"/copies/sets/{made.n}/" in told
        keep(asked.consultation, queued.text, by=suda)
        find_copies_in(asked.consultation, "3")
        assert Queued.objects.get(text=queued.text).looked_at  # decided once, it does not come back

    def test_of_many_is_a_set_again_that_says_so(self, asked, six, suda, client):
        made = down(group_of(asked), by=suda)
        for number in range(5):
            write(asked, PASTED, browser(f"late{number}"))
        group = group_of(asked)
        assert (group.texts, group.same_as) == (5, made) and not Queued.objects.exists()
        client.force_login(suda)
        where = f"/consultations/manage/{asked.consultation.slug}/moderation/"
        assert "The same as what was taken down" in client.get(f"{where}copies/").content.decode()
        assert "some say what was taken down before" in client.get(where).content.decode()
        assert down(group, by=suda).down == 5


class TestThePages:
    def test_show_before_the_act_and_lead_back(self, asked, six, suda, client):
        group = group_of(asked)
        where = f"/consultations/manage/{asked.consultation.slug}/moderation/copies/"
        address = f"{where}{group.key}/down/"
        client.force_login(suda)
        assert address in client.get(where).content.decode()
        told = client.get(address).content.decode()
        assert "6 times from 6 people" in told and told.count(PASTED) == 3
        posted = {"rule": "advertising", "reason": WHY, "texts": "6"}
        assert client.post(address, {**posted, "reason": ""}).status_code == 400
        told = client.post(address, {**posted, "texts": "4"})
        assert told.status_code == 400 and "Please look once more" in told.content.decode() and not hidden()
        assert client.post(address, posted)["Location"] == f"{where}sets/1/"
        assert client.post(address, posted)["Location"] == f"{where}sets/1/"  # pressed twice
        told = client.get(f"{where}sets/1/").content.decode()
        assert WHY in told and "Put all of them back" in told
        assert "sets/1/" in client.get(where).content.decode()
        assert client.post(f"{where}sets/1/", {"reason": " "}).status_code == 400
        client.post(f"{where}sets/1/", {"reason": "อ่านผิด"})
        assert "อ่านผิด" in client.get(f"{where}sets/1/").content.decode() and not hidden()

    def test_are_not_there_for_others(self, asked, six, suda, nipa, malee, client):
        group = group_of(asked)
        where = f"/consultations/manage/{asked.consultation.slug}/moderation/copies/"
        for who in (nipa, malee):
            client.force_login(who)
            for rest in (f"{group.key}/down/", "sets/1/"):
                assert client.get(where + rest).status_code == 404 == client.post(where + rest, {}).status_code
        client.force_login(suda)
        for rest in ("none/down/", "sets/9/"):
            assert client.get(where + rest).status_code == 404
        assert not hidden()


def test_ten_thousand_take_no_request_of_more_than_a_second_or_two(asked, suda):
    paste(asked, 10_000)
    with connection.cursor() as cursor:  # as the database does by itself within a minute
        cursor.execute("ANALYZE questionnaires_answer, questionnaires_sheet, questionnaires_question")
    group = group_of(asked)
    begun = time.process_time()
    made = down(group, by=suda)
    first_s, begun = time.process_time() - begun, time.process_time()
    with CaptureQueriesContext(connection) as asked_for:
        while work_on_one():
            pass
    rest_s, begun = time.process_time() - begun, time.process_time()
    assert hidden() == 10_000 == Moderating.objects.get().down
    made.refresh_from_db()
    put_copies_back(made, reason="อ่านผิด", by=suda)
    while work_on_one():
        pass
    print(f"request {first_s:.2f} s, worker {rest_s:.2f} s, back {time.process_time() - begun:.2f} s of CPU")
    assert first_s < 2 and rest_s < 10 and len(asked_for) < 400 and not hidden()
