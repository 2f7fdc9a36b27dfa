"""Taking down by a rule, putting back, leaving as it is: who may, what comes of it, and twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import InternalError, connection, transaction

from consultations.moderation.acts import keep, put_back, take_down
from consultations.moderation.models import Moderating, ModerationAct, Queued, Report, Rule, TakenDown
from consultations.moderation.reporting import part_from_reports, report
from consultations.moderation.sources import SOURCES, find_texts, taken_down_of
from consultations.participation.counting import add_up, count_statements
from consultations.participation.grouping import _withdrawn
from consultations.participation.models import Answer, Refusal, Vote
from consultations.participation.statements import withdraw_statement
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote, next_statement
from consultations.questionnaires.models import Questionnaire
from consultations.themes.sources import said_in, texts_of, versions_of
from notifications.models import Message
from tests.consultations.moderation.conftest import WORDS, browser, refused, write
from tests.consultations.participation.conftest import close

pytestmark = pytest.mark.django_db


def down(consultation, text="s4", *, rule="insult", reason="คำว่าคนโง่เป็นการด่าตัวบุคคล", by):
    return take_down(consultation, text, rule=rule, reason=reason, by=by)


class TestRules:
    def test_there_is_one_for_each_code_of_a_refusal_and_no_other(self):
        assert set(Rule.objects.values_list("code", flat=True)) == set(Refusal.values)

    def test_each_says_what_it_means_in_both_languages_and_where_it_is_from(self):
        for rule in Rule.objects.all():
            assert all([rule.name_th, rule.name_en, rule.means_th, rule.means_en, rule.source])


class TestTakingDown:
    def test_refuses_a_proposed_statement_by_the_rule(self, consultation, proposed, suda):
        taken = down(consultation, by=suda)
        proposed.refresh_from_db()
        assert (proposed.refusal, proposed.refusal_note, proposed.published_at) == ("insult", taken.reason, None)
        act = ModerationAct.objects.get()
        assert (act.kind, act.text, act.rule.code, act.by, act.n) == ("taken_down", "s4", "insult", suda, taken.n)
        assert Moderating.objects.get().down == 1

    def test_of_a_published_one_keeps_its_votes_and_asks_it_no_longer(self, conversation, published, suda):
        cast_vote(conversation, 4, Answer.AGREE, visitor=browser(7))
        down(conversation.consultation, by=suda)
        add_up()
        published.refresh_from_db()
        assert published.removal == "insult" and published.withdrawn_at and Vote.objects.count() == 1
        assert 4 not in {each.n for each in count_statements(conversation.pk)}
        assert "4" in _withdrawn(conversation)  # out of the groups, as a withdrawn one
        drawn = next_statement(conversation, None, {1: 1, 2: 1, 3: 1})
        assert drawn is None
        with refused("statement_withdrawn"):
            cast_vote(conversation, 4, Answer.AGREE, visitor=browser(8))

    def test_hides_own_words_and_takes_them_out_of_the_themes(self, asked, suda):
        answer = write(asked, "ป้าศรี โทร 081-234-5678", browser())
        consultation, id = asked.consultation, f"a{answer.pk}"
        Questionnaire.objects.update(sent=1)  # as the chore counts them
        running = type(consultation).objects.filter(pk=consultation.pk)
        before = versions_of(running)
        assert id in dict(texts_of(consultation))
        down(consultation, id, rule="personal_data", by=suda)
        assert id not in dict(texts_of(consultation)) and not said_in(consultation, [id])
        assert versions_of(running) != before
        answer.refresh_from_db()
        assert answer.value == "ป้าศรี โทร 081-234-5678"

    def test_of_own_words_by_another_agency_is_refused(self, asked, nipa):
        answer = write(asked, "ป้าศรี โทร 081-234-5678", browser())
        with refused("not_your_agency"):
            down(asked.consultation, f"a{answer.pk}", by=nipa)

    def test_stays_when_the_author_writes_other_words(self, asked, suda):
        answer = write(asked, "ป้าศรี โทร 081-234-5678", browser())
        down(asked.consultation, f"a{answer.pk}", rule="personal_data", by=suda)
        write(asked, "ป้าศรี โทร 081 234 5678", browser())
        answer.refresh_from_db()
        assert answer.hidden_at

    def test_is_possible_after_the_closing(self, conversation, published, suda):
        close(conversation)
        down(conversation.consultation, by=suda)
        published.refresh_from_db()
        assert published.removal == "insult"

    def test_the_same_again_is_one(self, consultation, proposed, suda, pim):
        first = down(consultation, by=suda)
        assert down(consultation, by=suda) == first and ModerationAct.objects.count() == 1
        with refused("taken_down_already"):
            down(consultation, rule="threat", by=pim)

    def test_by_others_or_no_rule_is_refused_and_changes_nothing(self, consultation, proposed, suda, nipa, malee):
        for by in (nipa, malee):
            with refused("not_your_agency"):
                down(consultation, by=by)
        with refused("no_such_rule"):
            down(consultation, rule="against_us", by=suda)
        with refused("note_missing"):
            down(consultation, reason=" ", by=suda)
        for text in ("s1", "s99", "a1", "x4"):  # the team's own goes by its own act; the others are not there
            with refused("text_gone"):
                down(consultation, text, by=suda)
        assert not TakenDown.objects.exists() and not ModerationAct.objects.exists()

    def test_by_a_rule_of_form_is_for_statements_only_and_needs_no_reason(self, consultation, proposed, asked, suda):
        answer = write(asked, "หลายเรื่อง", browser())
        with refused("no_such_rule"):
            down(asked.consultation, f"a{answer.pk}", rule="several", by=suda)
        down(consultation, rule="several", reason="", by=suda)

    def test_tells_an_author_with_an_address_without_the_words(self, consultation, proposed, suda, malee):
        down(consultation, by=suda)
        mail = Message.objects.get(user=malee)
        assert WORDS not in mail.body and "/statements/taken-down/s4/" in mail.body and "ด่าทอ" in mail.body

    def test_at_once_is_done_once(self, transactional_db, rules, consultation, proposed, suda, pim):
        def one(by):
            try:
                down(consultation, by=by)
            except Exception as error:
                return getattr(error, "code", repr(error))
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(one, [suda, pim]))
        assert told in (["done", "taken_down_already"], ["done", "done"])
        assert TakenDown.objects.count() == ModerationAct.objects.count() == Moderating.objects.get().down == 1

    def test_is_all_or_nothing(self, consultation, proposed, suda, monkeypatch):
        def fail(*_args):
            raise RuntimeError

        monkeypatch.setattr("consultations.moderation.acts.tell_taken_down", fail)
        with pytest.raises(RuntimeError):
            down(consultation, by=suda)
        proposed.refresh_from_db()
        assert not proposed.refusal and not TakenDown.objects.exists() and not ModerationAct.objects.exists()


class TestPuttingBack:
    def test_asks_a_statement_again(self, conversation, published, suda):
        taken = down(conversation.consultation, by=suda)
        put_back(taken, reason="อ่านผิด ไม่ได้ด่าใคร", by=suda)
        published.refresh_from_db()
        assert not published.removal and published.withdrawn_at is None and published.published_at
        assert 4 in {each.n for each in count_statements(conversation.pk)}
        assert Moderating.objects.get().down == 0
        assert [act.kind for act in ModerationAct.objects.all()] == ["taken_down", "put_back"]

    def test_publishes_what_was_refused(self, consultation, proposed, suda):
        put_back(down(consultation, by=suda), reason="อ่านผิด", by=suda)
        proposed.refresh_from_db()
        assert proposed.published_at and not proposed.refusal

    def test_shows_own_words_again(self, asked, suda):
        answer = write(asked, "ยายศรีบอกว่าทางแคบ", browser())
        put_back(down(asked.consultation, f"a{answer.pk}", by=suda), reason="อ่านผิด", by=suda)
        answer.refresh_from_db()
        assert answer.hidden_at is None

    def test_can_be_taken_down_anew_and_says_why(self, consultation, proposed, suda, nipa):
        taken = down(consultation, by=suda)
        with refused("note_missing"):
            put_back(taken, reason="", by=suda)
        with refused("not_your_agency"):
            put_back(taken, reason="อ่านผิด", by=nipa)
        put_back(taken, reason="อ่านผิด", by=suda)
        put_back(taken, reason="อีกครั้ง", by=suda)
        down(consultation, rule="threat", by=suda)
        assert [each.is_down for each in TakenDown.objects.order_by("n")] == [False, True]
        assert ModerationAct.objects.count() == 3


class TestKeeping:
    def test_takes_it_out_of_the_queue_with_one_line(self, consultation, published, suda, nipa):
        Queued.objects.create(consultation=consultation, text="s4", marks={"insult": ["เหี้ย"]})
        with refused("not_your_agency"):
            keep(consultation, "s4", by=nipa)
        keep(consultation, "s4", by=suda)
        keep(consultation, "s4", by=suda)
        assert Queued.objects.get().looked_by == suda
        assert ModerationAct.objects.get().kind == "kept"
        published.refresh_from_db()
        assert published.withdrawn_at is None


class TestACitizensStatement:
    def test_is_not_withdrawn_past_the_rules(self, published, suda):
        with refused("needs_a_rule"):
            withdraw_statement(published, reason="ไม่ชอบ", by=suda)


class TestHistory:
    def test_is_append_only(self, consultation, proposed, suda):
        down(consultation, by=suda)
        for change in (lambda: ModerationAct.objects.update(note="อื่น"), lambda: ModerationAct.objects.all().delete()):
            with pytest.raises(InternalError), transaction.atomic():
                change()


class TestSources:
    def test_tell_each_other_apart_by_their_letter(self):
        keys = [source.key for source in SOURCES]
        assert len(set(keys)) == len(keys) and all(len(key) == 1 and key.islower() for key in keys)

    def test_find_what_is_down_and_leave_out_what_is_gone(self, consultation, proposed, suda):
        down(consultation, by=suda)
        found = find_texts(consultation, ["s4", "s9", "a12", "z1"])
        assert list(found) == ["s4"] and not found["s4"].is_shown


class TestOwnData:
    def test_holds_what_was_taken_down_of_ones_own_and_of_nobody_elses(
        self, consultation, proposed, asked, suda, malee, nipa
    ):
        down(consultation, by=suda)
        answer = write(asked, "ด่า", Visitor(malee))
        others = write(asked, "ด่า", browser())
        for each in (answer, others):
            down(asked.consultation, f"a{each.pk}", by=suda)
        assert {each.text for each in taken_down_of(malee)} == {"s4", f"a{answer.pk}"}
        assert not taken_down_of(nipa).exists() and not taken_down_of(None).exists()

    def test_of_reports_goes_with_the_account_and_the_queue_stays(self, consultation, published, malee, pim):
        for reporter in (malee, pim):
            report(consultation, "s4", rule="insult", visitor=Visitor(reporter))
        assert part_from_reports(malee) == 1
        assert Report.objects.get().user == pim and Queued.objects.get().reports == 2
