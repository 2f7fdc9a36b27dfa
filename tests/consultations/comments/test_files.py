"""Files of comments: sent with the words, kept with them, opened by whom they are for, and gone with them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultations.comments.anchors import Anchor
from consultations.comments.commenters import find_commenter, part_from_comments
from consultations.comments.exporting import comments_as_csv
from consultations.comments.models import Comment, CommentFile
from consultations.comments.writing import change_comment, withdraw_comment, write_comment
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from records.models import Upload
from records.uploads import discard_waiting_uploads, forget_removed_bytes, store_upload
from tests.consultations.comments.conftest import SAYS, browser, close, newest, say
from tests.records import files

pytestmark = pytest.mark.django_db
PNG = files.encoded(files.photo(8, 8), "PNG")


@pytest.fixture(autouse=True)
def media(settings, tmp_path, client):
    client.cookies["language"] = "en"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def at(commenting, rest=""):
    return f"/consultations/{commenting.consultation.slug}/comments/{rest}"


def waiting(token="form", many=1):  # noqa: S107 - names a form
    """The token of a form for which so many files wait."""
    for n in range(many):
        store_upload(ContentFile(files.encoded(files.photo(8 + n, 8), "PNG"), name="a.png"), token=token)
    return token


def told(token, commenting, **more):
    return write_comment(
        commenting, newest(commenting), Anchor("sec_3"), **{"text": SAYS, "visitor": browser(), "token": token, **more}
    )


def post(client, commenting, *sent, rest="1/sec_3/", **more):
    """Through the page, as a browser without script does."""
    page = client.get(at(commenting, rest)).content.decode()
    found = re.search(r'name="form_token" value="([^"]+)"', page) or re.search(
        r'value="([^"]+)"[^>]*name="form_token"', page
    )
    fields = {"text": SAYS, "form_token": found[1] if found else "", **more}
    return client.post(at(commenting, rest), {**fields, "files": list(sent)})


def named(content, name="IMG_1.png"):
    return SimpleUploadedFile(name, content, "image/png")


def stored(media):
    return [each for each in media.rglob("*") if each.is_file()] if media.exists() else []


class TestSendingAFileWithAComment:
    def test_keeps_it_with_the_words_and_the_author_alone_sees_that_it_waits(self, client, commenting):
        sent = post(client, commenting, named(PNG, "บ้านสมชาย.png"))
        file = CommentFile.objects.get()
        assert sent.status_code == 302 and file.comment == Comment.objects.get() and file.upload.attached_at
        body, where = client.get(sent.url).content.decode(), at(commenting, f"files/{file.upload.public_id}/")
        assert "Waits for the team" in body and where in body and "สมชาย" not in body
        answer = client.get(where)
        assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
        other = Client()
        assert other.get(where).status_code == 404
        for page in ("1/sec_3/", f"{file.comment.number}/"):
            read = other.get(at(commenting, page)).content.decode()
            assert SAYS in read and "photo-1" not in read and "Waits for the team" not in read

    def test_is_read_by_everybody_once_it_is_let_through_and_in_no_other_consultation(self, client, begin):
        commenting, other = begin(), begin()
        comment = told(waiting(), commenting)
        CommentFile.objects.update(shown_at=timezone.now())
        where = f"files/{comment.files.get().upload.public_id}/"
        assert client.get(at(commenting, where)).status_code == 200
        assert client.get(at(other, where)).status_code == 404
        assert at(commenting, where) in client.get(at(commenting, "1/sec_3/")).content.decode()

    def test_at_the_address_of_complaints_it_is_not_found(self, client, commenting):
        told(waiting(), commenting)
        CommentFile.objects.update(shown_at=timezone.now())
        where = f"/files/{CommentFile.objects.get().upload.public_id}/"
        assert client.get(f"{where}?form=form").status_code == 404

    def test_a_refused_form_keeps_what_was_chosen_and_lets_it_be_taken_out(self, client, commenting):
        body = post(client, commenting, named(PNG), text="").content.decode()
        token = re.search(r"\?form=([0-9a-f-]{36})", body)[1]
        upload = Upload.objects.get()
        assert "photo-1.jpg" in body and "Write a few words first." in body
        emptied = client.post(
            at(commenting, "1/sec_3/"), {"text": SAYS, "form_token": token, "remove": str(upload.public_id)}
        )
        assert emptied.status_code == 200 and SAYS in emptied.content.decode() and not Upload.objects.exists()
        assert not Comment.objects.exists()

    def test_personal_data_in_the_words_is_still_shown_first(self, client, commenting):
        first = post(client, commenting, named(PNG), text="โทรหาผมที่ 081-234-5678")
        assert first.status_code == 400 and "Others would read it so:" in first.content.decode()
        assert not Comment.objects.exists() and Upload.objects.waiting().count() == 1

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (b"<html><script>alert(1)</script>", "photo.png", "neither a picture nor a PDF"),
            (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "photo.png", "photo.png"),
            (b"0" * (10 * 1024 * 1024 + 1), "big.png", "larger than 10 MB"),
            (b"", "empty.png", "empty"),
        ],
        ids=["page", "broken", "big", "empty"],
    )
    def test_what_is_none_is_refused_at_the_field(self, client, commenting, content, name, says):
        answer = post(client, commenting, named(content, name))
        body = answer.content.decode()
        assert answer.status_code == 400 and says in body and 'href="#id_files"' in body
        assert SAYS in body and not Upload.objects.exists()

    def test_a_picture_that_is_a_page_too_is_drawn_anew(self, client, commenting, media):
        post(client, commenting, named(PNG + b"<script>alert(1)</script>", "photo.html"))
        assert CommentFile.objects.get().upload.content_type == "image/jpeg"
        assert all(b"<script>" not in each.read_bytes() for each in stored(media))

    def test_a_locked_pdf_is_refused(self, client, commenting):
        locked = files.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
        body = post(client, commenting, named(locked, "a.pdf")).content.decode()
        assert "locked with a password" in body and not Upload.objects.exists()

    def test_a_fourth_file_is_refused(self, client, commenting):
        some = [named(files.encoded(files.photo(8 + n, 8), "PNG")) for n in range(4)]
        answer = post(client, commenting, *some)
        assert answer.status_code == 400 and "Only 3 files can be sent" in answer.content.decode()
        assert Upload.objects.waiting().count() == 3 and not Comment.objects.exists()

    def test_a_reply_takes_none(self, client, commenting):
        comment = say(commenting, visitor=browser(2))
        told(waiting(), commenting, above=comment, text="ตอบ")
        client.post(at(commenting, f"{comment.number}/reply/"), {"text": "อีก", "files": [named(PNG)]})
        assert not CommentFile.objects.exists()


class TestWhenItIsRefused:
    def test_after_the_closing_nothing_is_kept_and_the_bytes_go(self, client, commenting, media):
        close(commenting)
        post(client, commenting, named(PNG))
        assert not Upload.objects.exists()
        waiting()
        with pytest.raises(ValidationError) as refused:
            told("form", commenting)
        assert refused.value.code == "consultation_closed"
        assert not CommentFile.objects.exists() and stored(media)
        Upload.objects.update(created_at="2020-01-01T00:00Z")
        assert discard_waiting_uploads() == 1 and not stored(media)

    def test_one_that_closes_meanwhile_takes_no_more_files(self, commenting):
        comment = say(commenting)
        close(commenting)
        with pytest.raises(ValidationError):
            change_comment(comment, text=SAYS, visitor=browser(), token=waiting())
        assert not CommentFile.objects.exists()

    def test_an_identity_that_is_too_low_sends_none(self, client, begin):
        commenting = begin(lowest=Identity.CONFIRMED)
        assert post(client, commenting, named(PNG)).status_code == 400
        assert not Upload.objects.exists() and not Comment.objects.exists()

    def test_what_waits_for_another_form_is_not_taken(self, commenting):
        waiting("of somebody else")
        told("form", commenting)
        assert not CommentFile.objects.exists() and Upload.objects.waiting().count() == 1


class TestChanging:
    def test_adds_and_takes_away_in_one_act(self, client, commenting, media, django_capture_on_commit_callbacks):
        post(client, commenting, *(named(files.encoded(files.photo(8 + n, 8), "PNG")) for n in range(3)))
        comment, old = Comment.objects.get(), CommentFile.objects.first().upload
        new = files.encoded(files.photo(20, 8), "PNG")
        with django_capture_on_commit_callbacks(execute=True):
            answer = post(client, commenting, named(new), rest=f"{comment.number}/change/", drop=str(old.public_id))
        assert answer.status_code == 302
        left = CommentFile.objects.standing()
        assert left.count() == 3 and not left.filter(upload=old).exists() and len(stored(media)) == 3
        assert client.get(at(commenting, f"files/{old.public_id}/")).status_code == 404

    def test_more_than_three_together_are_refused(self, commenting):
        comment = told(waiting(many=2), commenting)
        with pytest.raises(ValidationError) as refused:
            change_comment(comment, text="อื่น", visitor=browser(), token=waiting("more", 2))
        assert refused.value.code == "too_many_files" and CommentFile.objects.count() == 2
        change_comment(
            comment,
            text=SAYS,
            visitor=browser(),
            token="more",
            drop=[str(comment.files.first().upload.public_id)],
        )
        assert CommentFile.objects.standing().count() == 3

    def test_drops_no_file_of_another_comment(self, client, commenting):
        theirs = told(waiting(), commenting, visitor=browser(2)).files.get().upload
        own = told(waiting("own"), commenting, text="ของเรา")
        change_comment(own, text="ของเรา", visitor=browser(), drop=[str(theirs.public_id)])
        assert CommentFile.objects.standing().count() == 2
        post(client, commenting, text="ของฉัน")
        number = Comment.objects.get(text="ของฉัน").number
        answer = post(client, commenting, rest=f"{number}/change/", drop=str(theirs.public_id))
        assert answer.status_code == 400 and CommentFile.objects.standing().count() == 2

    def test_the_same_sent_twice_is_one(self, commenting):
        assert told(waiting(), commenting) == told("form", commenting)
        assert CommentFile.objects.count() == 1


class TestTakingBack:
    @pytest.fixture
    def malee_said(self, commenting, malee):
        return told(waiting(many=2), commenting, visitor=Visitor(malee))

    def test_removes_the_bytes_also_where_it_was_killed_before_they_went(self, malee_said, malee, media):
        withdraw_comment(malee_said, visitor=Visitor(malee))  # its commit never comes here
        assert len(stored(media)) == 2 and not CommentFile.objects.standing().exists()
        assert forget_removed_bytes() == 2 and not stored(media)

    def test_an_erased_account_takes_them_back_while_it_is_open(self, malee_said, malee, media):
        part_from_comments(malee)
        assert forget_removed_bytes() == 2 and not stored(media)

    def test_afterwards_they_stay_as_the_words_do(self, commenting, malee_said, malee):
        close(commenting)
        part_from_comments(malee)
        assert CommentFile.objects.standing().count() == 2

    def test_hidden_it_is_read_by_nobody_else(self, client, commenting, malee_said, malee):
        CommentFile.objects.update(shown_at=timezone.now())
        where = at(commenting, f"files/{malee_said.files.first().upload.public_id}/")
        assert client.get(where).status_code == 200
        Comment.objects.update(hidden_at=timezone.now(), hidden_reason="insult")
        assert client.get(where).status_code == 404
        assert not CommentFile.objects.to_read().exists() and not CommentFile.objects.waiting().exists()


class TestWhoMayOpen:
    @pytest.fixture
    def file(self, commenting):
        told(waiting(), commenting)
        return CommentFile.objects.get()

    def test_the_author_and_the_team_of_its_agency(self, commenting, file, suda, nipa, malee):
        own = find_commenter(commenting, browser())
        assert CommentFile.objects.visible_to(own).get() == file
        assert CommentFile.objects.visible_to(None, suda).get() == file
        for reader, user in ((find_commenter(commenting, browser(2)), malee), (None, nipa), (None, None)):
            assert not CommentFile.objects.visible_to(reader, user).exists()


def test_the_table_tells_how_many(commenting):
    told(waiting(many=2), commenting)
    say(commenting, text="ไม่มีไฟล์")
    lines = b"".join(comments_as_csv(commenting)).decode("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1].strip('"') for line in lines[1:]] == ["2", "0"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_each_file_once(commenting):
    comment = say(commenting)
    for n in range(2):
        waiting(f"form{n}", 2)

    def change(n):
        try:
            change_comment(comment, text=SAYS, visitor=browser(), token=f"form{n % 2}")
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(change, range(4)))
    assert CommentFile.objects.count() == 2 and "too_many_files" in answers
