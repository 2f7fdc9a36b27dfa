"""The pages of comments: a section with its comments and the form, one comment with its replies, one's own; and the team's."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.comments import pages, views
from consultations.comments.answering import answer_comment
from consultations.comments.counting import counts_of
from consultations.comments.models import Comment, Commenter, Commenting
from consultations.comments.writing import support_comment
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.participation.models import Identity
from tests.consultations.comments.conftest import SAYS, browser, close, say
from tests.consultations.laws.drafts import SECOND

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def at(commenting, rest=""):
    return f"/consultations/{commenting.consultation.slug}/comments/{rest}"


def manage(commenting, rest=""):
    return f"/consultations/manage/{commenting.consultation.slug}/comments/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def write(client, commenting, text=SAYS, eid="sec_3", **more):
    client.get(at(commenting, f"1/{eid}/"))
    return client.post(at(commenting, f"1/{eid}/"), {"text": text, **more})


class TestWritingWithoutAScript:
    def test_goes_from_the_text_to_the_section_to_the_receipt(self, client, commenting):
        text = page(client, f"/consultations/{commenting.consultation.slug}/text/1/")
        assert f'href="{at(commenting, "1/sec_3/")}?version=1"' in text and "Comment on this section" in text
        told = page(client, at(commenting, "1/sec_3/"))
        assert "ทางเท้าต้องกว้างไม่น้อยกว่าหนึ่งเมตรครึ่ง" in told and "Nobody has said anything" in told
        sent = write(client, commenting)
        comment = Comment.objects.get()
        assert sent.status_code == 302 and sent.url == at(commenting, f"{comment.number}/")
        receipt = page(client, sent.url)
        assert (
            "Your comment is kept" in receipt
            and comment.number in receipt
            and "anonymous, from this browser" in receipt
        )
        assert SAYS in page(client, at(commenting, "1/sec_3/"))

    def test_counts_beside_the_section_and_in_the_comparison(self, client, commenting, keep_next):
        say(commenting)
        counts_of.forget()
        slug = commenting.consultation.slug
        assert re.search(r"sec_3/\?version=1.*?1 comment", page(client, f"/consultations/{slug}/text/1/"), re.S)
        keep_next(commenting, SECOND)
        counts_of.forget()
        compared = page(client, f"/consultations/{slug}/compare/?from=1.1&to=1.2")
        assert re.search(r"sec_3/\?version=1.*?1 comment", compared, re.S)

    def test_on_a_paragraph_and_on_words(self, client, commenting):
        told = page(client, at(commenting, "1/sec_3/?part=sec_3__para_1&words=หนึ่งเมตรครึ่ง"))
        assert '<option value="sec_3__para_1" selected' in told and ">\nหนึ่งเมตรครึ่ง</textarea>" in told
        write(client, commenting, part="sec_3__para_1", words="หนึ่งเมตรครึ่ง")
        assert Comment.objects.get().words == "หนึ่งเมตรครึ่ง"
        assert "หนึ่งเมตรครึ่ง" in page(client, at(commenting, f"{Comment.objects.get().number}/"))

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"text": ""}, "Write a few words first."),
            ({"text": "ก" * 4001}, "The text is 1 characters too long."),
            ({"text": "ก" * 600_000}, "characters too long."),
            ({"words": "ไม่มีคำนี้"}, "do not stand in one paragraph"),
            ({"part": "sec_4__para_1"}, "Choose the paragraph once more."),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, commenting, sent, told):
        answer = write(client, commenting, **{"text": SAYS, **sent})
        body = answer.content.decode()
        assert answer.status_code == 400 and told in body and "Error:" in body
        assert not Comment.objects.exists()
        assert sent.get("text", SAYS)[:50] in body

    def test_shows_personal_data_as_others_would_read_it_before_it_is_sent(self, client, commenting):
        text = "โทรหาผมที่ 081-234-5678"
        first = write(client, commenting, text=text).content.decode()
        assert "Others would read it so:" in first and not Comment.objects.exists()
        token = re.search(r'name="looked_at" value="([0-9a-f]{64})"', first)[1]
        other = write(client, commenting, text=f"{text} นะ", looked_at=token)
        assert other.status_code == 400
        assert write(client, commenting, text=text, looked_at=token).status_code == 302
        read = page(client, at(commenting, "1/sec_3/"))
        assert "081-234-5678" not in read and "โทรหาผมที่" in read

    def test_shows_no_markup_of_what_was_written(self, client, commenting):
        say(commenting, text="<script>alert(1)</script> [x](javascript:1)")
        assert "<script>alert(1)" not in page(client, at(commenting, "1/sec_3/"))

    def test_of_others_is_not_changed_or_withdrawn(self, client, commenting):
        comment = say(commenting)
        for act in ("change", "withdraw"):
            assert client.post(at(commenting, f"{comment.number}/{act}/"), {"text": "แก้"}).status_code == 404
        page(client, at(commenting, f"{comment.number}/change/"), 404)

    def test_of_ones_own_is_changed_and_taken_back(self, client, commenting):
        write(client, commenting)
        number = Comment.objects.get().number
        assert SAYS in page(client, at(commenting, f"{number}/change/"))
        client.post(at(commenting, f"{number}/change/"), {"text": "แก้แล้ว"})
        assert "แก้แล้ว" in page(client, at(commenting))
        client.post(at(commenting, f"{number}/withdraw/"))
        page(client, at(commenting, f"{number}/"), 404)
        assert "From this browser none was written yet" in page(client, at(commenting))

    def test_is_limited(self, client, commenting, monkeypatch):
        monkeypatch.setattr(views, "COMMENTS_AN_HOUR", 2)
        answers = [write(client, commenting, text=f"ความเห็นที่ {n}").status_code for n in range(3)]
        assert answers == [302, 302, 429]

    def test_new_browsers_of_one_address_are_limited(self, client, commenting, monkeypatch):
        monkeypatch.setattr(pages, "NEW_BROWSERS_AN_HOUR", 1)
        assert write(client, commenting).status_code == 302
        client.cookies.clear()
        assert write(client, commenting, text="อีกคน").status_code == 429


class TestReadingAndSupporting:
    def test_newest_or_most_supported_first(self, client, commenting):
        first = say(commenting, text="มาก่อน")
        say(commenting, text="มาทีหลัง", visitor=browser(2))
        support_comment(first, visitor=browser(3))
        for order, texts in (("newest", ["มาทีหลัง", "มาก่อน"]), ("supported", ["มาก่อน", "มาทีหลัง"])):
            told = page(client, at(commenting, f"1/sec_3/?order={order}"))
            assert sorted(texts, key=told.index) == texts

    def test_goes_on_page_by_page_without_losing_one(self, client, commenting):
        for n in range(45):
            comment = say(commenting, text=f"ความเห็นที่ {n:02d}.", visitor=browser(n))
            if n % 3 == 0:
                support_comment(comment, visitor=browser("other"))
        for order in ("newest", "supported"):
            seen, after = [], ""
            while True:
                told = page(client, at(commenting, f"1/sec_3/?order={order}&after={after}"))
                seen += re.findall(r"comment-text[^>]*>ความเห็นที่ (\d\d)\.", told)
                found = re.search(r"after=([0-9A-Z-]{9})#said", told)
                if not found:
                    break
                after = found[1]
            assert sorted(seen) == [f"{n:02d}" for n in range(45)]

    def test_i_think_so_too_and_no_longer(self, client, commenting):
        comment = say(commenting)
        page(client, at(commenting, "1/sec_3/"))
        for says, count in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0)):
            assert client.post(at(commenting, f"{comment.number}/support/"), {"says": says}).status_code == 302
            comment.refresh_from_db()
            assert comment.anonymous_supports == count

    def test_replies_hang_under_the_comment(self, client, commenting):
        comment = say(commenting)
        reply = say(commenting, above=comment, text="ไม่เห็นด้วย", visitor=browser(2))
        page(client, at(commenting, f"{comment.number}/"))
        sent = client.post(at(commenting, f"{reply.number}/reply/"), {"text": "ผมก็ไม่"})
        own = Comment.objects.get(text="ผมก็ไม่")
        assert sent.url == f"{at(commenting, f'{comment.number}/')}#comment-{own.number}" and own.above == comment
        assert client.get(at(commenting, f"{reply.number}/")).url.endswith(f"#comment-{reply.number}")
        refused = client.post(at(commenting, f"{comment.number}/reply/"), {"text": ""})
        assert refused.status_code == 400 and "Write a few words first." in refused.content.decode()

    def test_the_agencys_answer_is_marked_as_the_agencys(self, client, commenting, suda):
        answer_comment(say(commenting), text="จะแก้ในร่างถัดไป", by=suda)
        told = page(client, at(commenting, "1/sec_3/"))
        assert "The agency" in told and "จะแก้ในร่างถัดไป" in told and suda.full_name not in told

    def test_lists_many_texts_in_as_many_statements_as_one(self, client, commenting, suda):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                page(client, at(commenting))
            return len(queries)

        asked()
        few = asked()
        for n in range(4):
            document = add_document(commenting.consultation, kind="draft", title_th=f"ร่างที่ {n}", by=suda)
            keep_text(look_at_text(document, pasted=SECOND, by=suda), seen=0, by=suda)
        assert asked() == few and "ร่างที่ 3" in page(client, at(commenting))

    def test_takes_as_many_statements_for_many_as_for_one(self, client, commenting, suda):
        def asked(address):
            page(client, address)  # what is kept for some seconds is fresh
            counts_of.forget()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(client, address)
            return len(queries)

        for n in range(2):
            comment = say(commenting, part="sec_3__para_1", text=f"ความเห็น {n}", visitor=browser(n))
            say(commenting, above=comment, text="ใช่", visitor=browser("x"))
        client.force_login(suda)
        addresses = [
            at(commenting, "1/sec_3/"),
            at(commenting),
            at(commenting, f"{comment.number}/"),
            manage(commenting),
        ]
        addresses += [
            f"/consultations/{commenting.consultation.slug}/text/1/",
            manage(commenting, f"{comment.number}/"),
        ]
        for address in addresses:
            page(client, address)
        counts_of.forget()
        few = [asked(address) for address in addresses]
        for n in range(2, 12):
            other = say(commenting, part="sec_3__para_1", text=f"ความเห็น {n}", visitor=browser(n))
            for replier in range(3):
                say(commenting, above=other, text="ใช่", visitor=browser(f"x{replier}"))
                say(commenting, above=comment, text=f"ใช่ {n} {replier}", visitor=browser(f"x{replier}"))
        counts_of.forget()
        assert [asked(address) for address in addresses] == few


class TestWhoSees:
    def test_nobody_before_the_announcement(self, client, begin, suda):
        draft = begin(is_announced=False)
        for rest in ("", "1/sec_3/", "1/gone/"):
            page(client, at(draft, rest), 404)

    @pytest.mark.parametrize(
        "rest", ["1/sec_99/", "1/chp_1/", "2/sec_3/", "0000-0000/", "1/sec_3/?version=9", "1/" + "ก" * 900 + "/"]
    )
    def test_what_is_not_there_is_not_found(self, client, commenting, rest):
        page(client, at(commenting, rest), 404)

    def test_a_comment_of_another_consultation_is_not_found(self, client, commenting, begin):
        other = begin(title_th="ร่างอื่น")
        page(client, at(other, f"{say(commenting).number}/"), 404)

    def test_hidden_ones_are_not_found_and_their_author_reads_why(self, client, commenting):
        write(client, commenting)
        comment = Comment.objects.get()
        Comment.objects.update(hidden_at=timezone.now(), hidden_reason="ดูหมิ่นผู้อื่น")
        page(Client(), at(commenting, f"{comment.number}/"), 404)
        assert SAYS not in page(Client(), at(commenting, "1/sec_3/"))
        assert "ดูหมิ่นผู้อื่น" in page(client, at(commenting))

    def test_only_accounts_where_the_team_wants_so(self, client, begin, malee):
        commenting = begin(lowest=Identity.CONFIRMED)
        assert "Sign in to comment" in page(client, at(commenting, "1/sec_3/"))
        assert write(client, commenting).status_code == 400
        client.force_login(malee)
        assert write(client, commenting).status_code == 302
        assert Commenter.objects.get().user == malee

    def test_after_the_closing_it_is_read_and_not_written(self, client, commenting):
        say(commenting)
        close(commenting)
        told = page(client, at(commenting, "1/sec_3/"))
        assert SAYS in told and 'name="text"' not in told and "I think so too" not in told
        assert "no more answers are taken" in told
        assert write(client, commenting, text="ช้าไป").status_code == 400


class TestTheTeam:
    @pytest.mark.parametrize("who", ["nipa", "malee", None])
    def test_is_refused_to_everybody_else(self, client, commenting, request, suda, who):
        comment = say(commenting)
        answer = answer_comment(comment, text="รับไว้", by=suda)
        if who:
            client.force_login(request.getfixturevalue(who))
        for rest in ("", "comments.csv", f"{comment.number}/"):
            assert client.get(manage(commenting, rest)).status_code == (404 if who else 302)
        for rest in ("settings/", "none/", f"{comment.number}/", f"{answer.number}/back/"):
            assert client.post(manage(commenting, rest), {"text": "ยึด"}).status_code == (404 if who else 302)
        assert Comment.objects.to_read().filter(by__isnull=False).count() == 1

    def test_sets_it_up_before_the_announcement(self, client, begin, suda):
        draft = begin(is_announced=False)
        client.force_login(suda)
        client.post(manage(draft, "none/"))
        assert not Commenting.objects.exists() and "Take comments on the text" in page(client, manage(draft))
        assert client.post(manage(draft, "settings/"), {}).status_code == 400
        client.post(manage(draft, "settings/"), {"lowest_identity": "1"})
        assert Commenting.objects.get().lowest_identity == Identity.CONFIRMED

    def test_filters_by_section_and_by_answer(self, client, commenting, suda):
        third, fourth = say(commenting, text="มาตราสาม"), say(commenting, "sec_4", text="มาตราสี่")
        answer_comment(third, text="รับไว้", by=suda)
        client.force_login(suda)
        for asked, there, not_there in (
            ("?section=มาตรา ๓", third, fourth),
            ("?section=4", fourth, third),
            ("?show=unanswered", fourth, third),
        ):
            told = page(client, manage(commenting, asked))
            assert there.text in told and not_there.text not in told
        assert "No comment is like that" in page(client, manage(commenting, "?section=99"))
        page(client, manage(commenting, "?document=ๆ&mark=x&show=y&after=zz"))

    def test_answers_and_takes_it_back(self, client, commenting, suda):
        comment = say(commenting)
        client.force_login(suda)
        assert client.post(manage(commenting, f"{comment.number}/"), {"text": ""}).status_code == 400
        client.post(manage(commenting, f"{comment.number}/"), {"text": "รับไว้พิจารณา"})
        answer = Comment.objects.get(by=suda)
        assert "รับไว้พิจารณา" in page(client, at(commenting, f"{comment.number}/"))
        client.post(manage(commenting, f"{answer.number}/back/"))
        assert "รับไว้พิจารณา" not in page(client, at(commenting, f"{comment.number}/"))

    def test_takes_all_of_them_to_a_spreadsheet_that_calculates_nothing(self, client, commenting, suda):
        for n, text in enumerate(["=1+1", "\u200b@SUM(A1)", "＝cmd|' /C calc'!A0", "-2+3", "ก" * 4000]):
            say(commenting, text=text, visitor=browser(n))
        say(commenting, above=Comment.objects.first(), text="=2+2")
        client.force_login(suda)
        told = b"".join(client.get(manage(commenting, "comments.csv")).streaming_content).decode("utf-8-sig")
        cells = [cell for line in told.splitlines() for cell in line.strip('"').split('","')]
        assert not [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@", "＝", "|"}]
        assert "ก" * 4000 in told and len(told.splitlines()) == 7
