"""Comments on a text of law, and replies: taken down by a rule, put back, reported and appealed against like other opinions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from consultations.comments.answering import answer_comment
from consultations.comments.commenters import find_commenter, part_from_comments
from consultations.comments.counting import count_comments, totals_of
from consultations.comments.exporting import comments_as_csv
from consultations.comments.models import Comment
from consultations.comments.threads import own_comments, own_hidden
from consultations.comments.writing import change_comment, support_comment, withdraw_comment
from consultations.moderation.acts import keep, put_back, take_down
from consultations.moderation.appealing import decide_appeal, make_appeal
from consultations.moderation.comment_source import comment_texts
from consultations.moderation.copies import find_copies_in
from consultations.moderation.models import Appeal, CopyGroup, Moderating, ModerationAct, Queued, Report, TakenDown
from consultations.moderation.reporting import report
from consultations.moderation.scanning import drop_gone, scan, scan_one
from consultations.moderation.sources import find_texts, taken_down_of
from consultations.participation.taking_part import Visitor
from consultations.themes.sources import said_in, texts_of, versions_of
from directory.models import Role, User
from notifications.models import Message
from tests.consultations.comments.conftest import SAYS, browser, close, malee, newest, say  # noqa: F401
from tests.consultations.comments.conftest import begin as begin_commenting  # noqa: F401
from tests.consultations.moderation.conftest import PASTED, refused
from tests.factories import make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


@pytest.fixture
def commenting(begin_commenting):  # noqa: F811
    return begin_commenting()


@pytest.fixture
def consultation(commenting):
    return commenting.consultation


@pytest.fixture
def comment(commenting, malee):  # noqa: F811
    """Malee's, with her account."""
    return say(commenting, visitor=Visitor(malee))


def down(comment, *, by, rule="insult", reason="ด่าคน"):
    return take_down(comment.commenting.consultation, comment.text_id, rule=rule, reason=reason, by=by)


def at(consultation, rest=""):
    return f"/consultations/{consultation.slug}/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def write(client, consultation, text=SAYS):
    """As a browser without an account, by the pages."""
    client.get(at(consultation, "comments/1/sec_3/"))
    client.post(at(consultation, "comments/1/sec_3/"), {"text": text})
    return Comment.objects.get(text=text)


class TestTakingDown:
    def test_hides_it_by_the_rule_and_counts_it_nowhere(self, commenting, comment, suda):
        version = newest(commenting)
        down(comment, by=suda)
        comment.refresh_from_db()
        assert comment.hidden_at and comment.hidden_reason == "insult" and comment.text == SAYS
        assert not count_comments(version.pk).all and not totals_of([version.pk])
        assert Moderating.objects.get().down == 1 and ModerationAct.objects.get().text == comment.text_id

    def test_of_a_reply_leaves_what_it_hangs_under(self, comment, commenting, suda):
        reply = say(commenting, above=comment, text="โง่", visitor=browser(2))
        down(reply, by=suda)
        assert list(Comment.objects.to_read()) == [comment]

    def test_by_others_or_no_rule_is_refused_and_changes_nothing(self, comment, consultation, suda, nipa, malee):  # noqa: F811
        for by in (nipa, malee):
            with refused("not_your_agency"):
                down(comment, by=by)
        with refused("no_such_rule"):
            down(comment, rule="several", by=suda)  # of the form of statements alone
        with refused("note_missing"):
            down(comment, reason=" ", by=suda)
        for text in ("c0", f"a{comment.pk}", f"s{comment.pk}"):
            with refused("text_gone"):
                take_down(consultation, text, rule="insult", reason="ด่าคน", by=suda)
        assert not TakenDown.objects.exists() and Comment.objects.to_read().count() == 1

    def test_of_the_agencys_own_answer_is_no_act(self, comment, consultation, suda):
        answer = answer_comment(comment, text="รับไว้พิจารณา", by=suda)
        with refused("text_gone"):
            down(answer, by=suda)
        assert answer.text_id not in {text.id for text in comment_texts(consultation, None, None)}

    def test_of_one_of_another_consultation_is_not_found(self, comment, begin_commenting, suda):  # noqa: F811
        other = begin_commenting(title_th="ร่างอื่น")
        with refused("text_gone"):
            take_down(other.consultation, comment.text_id, rule="insult", reason="ด่าคน", by=suda)

    def test_of_what_was_taken_back_is_refused(self, comment, suda, malee):  # noqa: F811
        withdraw_comment(comment, visitor=Visitor(malee))
        with refused("text_gone"):
            down(comment, by=suda)

    def test_the_same_again_is_one(self, comment, suda, pim):
        assert down(comment, by=suda) == down(comment, by=suda)
        with refused("taken_down_already"):
            down(comment, rule="threat", by=pim)

    def test_at_once_is_done_once(self, transactional_db, rules, comment, suda, pim):
        def one(by):
            try:
                down(comment, by=by)
            except Exception as error:
                return getattr(error, "code", repr(error))
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(one, [suda, pim]))
        assert told in (["done", "taken_down_already"], ["done", "done"])
        assert TakenDown.objects.count() == Moderating.objects.get().down == 1

    def test_is_possible_after_the_closing(self, commenting, comment, suda):
        close(commenting)
        down(comment, by=suda)
        assert not Comment.objects.to_read().exists()

    def test_keeps_its_author_from_changing_it_and_others_from_supporting(self, comment, suda, malee):  # noqa: F811
        down(comment, by=suda)
        with refused("comment_is_gone"):
            change_comment(comment, text="อื่น", visitor=Visitor(malee))
        with refused("comment_is_gone"):
            support_comment(comment, visitor=browser(3))

    def test_tells_an_author_with_an_address_without_the_words(self, comment, suda, malee):  # noqa: F811
        down(comment, by=suda)
        mail = Message.objects.get(user=malee)
        assert SAYS not in mail.body and f"/comments/taken-down/{comment.text_id}/" in mail.body

    def test_takes_it_out_of_the_themes_also_as_another_comes_back(self, commenting, consultation, comment, suda):
        other = say(commenting, text="ขอทางม้าลาย", visitor=browser(2))
        say(commenting, text="ขอไฟส่องทาง", visitor=browser(3))  # the newest stays the newest
        running = type(consultation).objects.filter(pk=consultation.pk)
        taken = down(other, by=suda)
        before = versions_of(running)
        put_back(taken, reason="อ่านผิด", by=suda)
        down(comment, by=suda)
        assert versions_of(running) != before, "as many as before, but others"
        assert comment.text_id not in dict(texts_of(consultation)) and not said_in(consultation, [comment.text_id])

    def test_is_told_in_the_teams_table(self, commenting, comment, suda):
        down(comment, by=suda)
        with override("en"):
            told = b"".join(comments_as_csv(commenting)).decode("utf-8-sig").splitlines()
        assert SAYS in told[1] and "It insults a person" in told[1]


class TestPuttingBack:
    def test_shows_and_counts_it_again(self, commenting, comment, suda):
        put_back(down(comment, by=suda), reason="อ่านผิด", by=suda)
        comment.refresh_from_db()
        assert comment.hidden_at is None and comment.hidden_reason == ""
        assert count_comments(newest(commenting).pk).all == 1

    def test_by_another_agency_is_refused(self, comment, suda, nipa):
        taken = down(comment, by=suda)
        with refused("not_your_agency"):
            put_back(taken, reason="อ่านผิด", by=nipa)
        assert not Comment.objects.to_read().exists()

    def test_of_what_an_account_took_along_is_refused(self, comment, suda, malee):  # noqa: F811
        taken = down(comment, by=suda)
        part_from_comments(malee)
        with refused("text_gone"):
            put_back(taken, reason="อ่านผิด", by=suda)


class TestAppealing:
    @pytest.fixture
    def appeal(self, comment, suda):
        return make_appeal(down(comment, by=suda), words="ไม่ได้ด่าใคร")

    def test_is_decided_by_another_than_who_took_it_down(self, appeal, comment, suda, pim):
        with refused("four_eyes"):
            decide_appeal(appeal, is_upheld=False, answer="ถูกแล้ว", by=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(decided_by=suda, decided_at=timezone.now(), is_upheld=False, answer="ถูกแล้ว")
        with refused("appealed"):
            put_back(appeal.taken_down, reason="อ่านผิด", by=suda)
        decide_appeal(appeal, is_upheld=True, answer="ไม่ได้ด่าใครจริง", by=pim)
        assert Comment.objects.to_read().get() == comment

    def test_is_not_decided_by_its_author_or_another_agency(self, appeal, malee, council, nipa):  # noqa: F811
        make_membership(malee, council, Role.POLICY_TEAM)
        with refused("own_appeal"):
            decide_appeal(appeal, is_upheld=True, answer="ถูกแล้ว", by=User.objects.get(pk=malee.pk))
        with refused("not_your_agency"):
            decide_appeal(appeal, is_upheld=True, answer="ถูกแล้ว", by=nipa)

    def test_by_the_pages_is_for_its_author_alone(self, client, consultation, suda, malee):  # noqa: F811
        comment = write(client, consultation)
        address = at(consultation, f"comments/taken-down/{comment.text_id}/")
        down(comment, by=suda)
        stranger = Client()
        stranger.get(at(consultation, "comments/1/sec_3/"))  # with a number of its own
        for other in (stranger, Client()):
            assert other.get(address).status_code == 404
            assert other.post(address, {"words": "ไม่ได้ด่า"}).status_code == 404
        stranger.force_login(malee)
        assert stranger.get(address).status_code == 404
        told = page(client, address)
        assert "ด่าคน" in told and SAYS in told
        client.post(address, {"words": "ไม่ได้ด่าใคร"})
        assert Appeal.objects.get().words == "ไม่ได้ด่าใคร"

    def test_is_no_ones_whose_browser_somebody_signed_in_with(self, client, consultation, suda, malee):  # noqa: F811
        """Several people may use one telephone: what was written without an account is not the account's."""
        comment = write(client, consultation)
        down(comment, by=suda)
        client.force_login(malee)
        page(client, at(consultation, f"comments/taken-down/{comment.text_id}/"), 404)


class TestPages:
    def test_tell_its_author_by_which_rule_and_nobody_else_that_it_is_there(self, client, consultation, suda):
        comment = write(client, consultation)
        down(comment, by=suda)
        appeal = at(consultation, f"comments/taken-down/{comment.text_id}/")
        for rest in ("comments/", "comments/1/sec_3/"):
            told = page(client, at(consultation, rest))
            assert SAYS in told and "It insults a person" in told and f'href="{appeal}"' in told
            assert SAYS not in page(Client(), at(consultation, rest))
        receipt = at(consultation, f"comments/{comment.number}/")
        assert client.get(receipt).url == appeal
        assert Client().get(receipt).status_code == 404
        assert SAYS not in page(client, at(consultation, "taken-down/"))

    def test_tell_the_author_of_a_reply_at_its_section(self, comment, commenting, suda):
        reply = say(commenting, above=comment, text="โง่", visitor=browser(2))
        down(reply, by=suda)
        reader = find_commenter(commenting, browser(2))
        assert own_hidden(reader, newest(commenting), "sec_3") == [reply] == own_comments(reader)
        assert not own_hidden(reader, newest(commenting), "sec_4") and not own_hidden(None, newest(commenting), "sec_3")

    def test_lead_no_author_of_a_reply_to_what_is_gone(self, client, consultation, comment, suda):
        client.get(at(consultation, "comments/1/sec_3/"))
        client.post(at(consultation, f"comments/{comment.number}/reply/"), {"text": "จริงด้วย"})
        reply = Comment.objects.get(text="จริงด้วย")
        down(comment, by=suda)
        told = page(client, at(consultation, "comments/"))
        assert "what it replied to is taken down" in told and f"comments/{reply.number}/" not in told

    def test_of_the_team_mark_it_and_lead_to_the_rules(self, client, consultation, comment, suda):
        client.force_login(suda)
        own, moderated = (f"/consultations/manage/{consultation.slug}/{way}/" for way in ("comments", "moderation"))
        moderated = f'href="{moderated}{comment.text_id}/"'
        assert moderated in page(client, f"{own}{comment.number}/")
        down(comment, by=suda)
        for address in (own, f"{own}{comment.number}/"):
            told = page(client, address)
            assert moderated in told and "Taken down by this public rule" in told and "It insults a person" in told

    def test_of_moderation_are_not_there_for_others(self, client, consultation, comment, nipa, malee):  # noqa: F811
        address = f"/consultations/manage/{consultation.slug}/moderation/{comment.text_id}/"
        for who in (nipa, malee):
            client.force_login(who)
            assert client.get(address).status_code == 404
            assert client.post(f"{address}down/", {"rule": "insult", "reason": "ด่า"}).status_code == 404
        assert not TakenDown.objects.exists()


class TestReporting:
    def test_is_a_link_without_a_script_and_counts_a_browser_once(self, client, consultation, comment):
        address = at(consultation, f"comments/report/{comment.text_id}/")
        for rest in ("comments/1/sec_3/", f"comments/{comment.number}/"):
            assert f'href="{address}"' in page(client, at(consultation, rest))
        page(client, address)
        for _time in range(2):
            client.post(address, {"rule": "insult"})
        assert Report.objects.count() == 1 and Queued.objects.get().text == comment.text_id
        assert Comment.objects.to_read().exists()

    def test_shows_no_more_than_everybody_reads(self, client, commenting, consultation):
        own = say(commenting, text="ป้าศรี โทร 081-234-5678", visitor=browser(2))
        assert "081-234-5678" not in page(client, at(consultation, f"comments/report/{own.text_id}/"))

    def test_is_of_what_everybody_reads_alone(self, client, commenting, consultation, comment, suda):
        reply = say(commenting, above=comment, text="โง่", visitor=browser(2))
        answer = answer_comment(comment, text="รับไว้พิจารณา", by=suda)
        assert f"report/{answer.text_id}/" not in page(client, at(consultation, f"comments/{comment.number}/"))
        page(client, at(consultation, f"comments/report/{answer.text_id}/"), 404)
        page(client, at(consultation, f"comments/report/{reply.text_id}/"))
        down(comment, by=suda)
        for each in (comment, reply):
            page(client, at(consultation, f"comments/report/{each.text_id}/"), 404)
            with refused("text_gone"):
                report(consultation, each.text_id, rule="insult", visitor=browser(5))


class TestTheQueue:
    def test_holds_what_is_marked_once_and_again_when_its_words_change(self, commenting, consultation, suda, malee):  # noqa: F811
        own = say(commenting, text="ป้าศรี โทร 081-234-5678", visitor=Visitor(malee))
        say(commenting, above=own, text="โทรหาลุง 089-876-5432", visitor=browser(2))
        assert scan_one(consultation, until=timezone.now()) == 2 and Queued.objects.count() == 2
        keep(consultation, own.text_id, by=suda)
        change_comment(own, text="ป้าศรี โทร 081-234-9999", visitor=Visitor(malee))
        Comment.objects.filter(pk=own.pk).update(
            changed_at=timezone.now()
        )  # now() is when the test's transaction began
        assert scan_one(consultation, until=timezone.now()) == 1
        assert Queued.objects.get(text=own.text_id).looked_at is None

    def test_is_filled_by_the_worker_of_a_consultation_with_nothing_but_comments(self, commenting):
        own = say(commenting, text="ป้าศรี โทร 081-234-5678")
        Comment.objects.filter(pk=own.pk).update(written_at=timezone.now() - timedelta(minutes=2))
        assert scan() == 1 and Queued.objects.get().text == own.text_id

    def test_loses_what_its_author_took_back(self, commenting, consultation):
        own = say(commenting, text="ป้าศรี โทร 081-234-5678")
        scan_one(consultation, until=timezone.now())
        withdraw_comment(own, visitor=browser())
        assert drop_gone(consultation) == 1 and not Queued.objects.exists()

    def test_tells_copies_by_voices(self, commenting, consultation):
        for n in range(5):
            say(commenting, text=PASTED + " " * (n % 2), visitor=browser(n))
            say(commenting, "sec_4", text=PASTED, visitor=browser(n))
        find_copies_in(consultation, "1")
        group = CopyGroup.objects.get()
        assert (group.texts, group.people) == (10, 5)


class TestOwnData:
    def test_holds_what_was_taken_down_of_ones_own_and_of_nobody_elses(self, commenting, comment, suda, malee, nipa):  # noqa: F811
        for each in (comment, say(commenting, text="โง่", visitor=browser(2))):
            down(each, by=suda)
        assert [each.text for each in taken_down_of(malee)] == [comment.text_id]
        assert not taken_down_of(nipa).exists() and not taken_down_of(None).exists()

    def test_of_a_number_with_other_letters_is_anothers(self, comment, consultation):
        assert find_texts(consultation, [f"a{comment.pk}", f"s{comment.pk}"]) == {}
