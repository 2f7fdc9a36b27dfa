"""Files of comments before the team: nobody else opens one until a person let it through; not shown, it is by a public rule."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from consultations.comments.anchors import Anchor
from consultations.comments.attaching import take_out_all
from consultations.comments.models import Comment, CommentFile
from consultations.comments.writing import write_comment
from consultations.moderation.acts import put_back, take_down
from consultations.moderation.appealing import decide_appeal, make_appeal
from consultations.moderation.files import let_through
from consultations.moderation.models import Moderating, ModerationAct, TakenDown
from consultations.moderation.sources import taken_down_of
from consultations.participation.taking_part import Visitor
from frontend.my_data import archive_of
from frontend.personal_rows import Owner
from notifications.models import Message
from records.uploads import store_upload
from tests.consultations.comments.conftest import SAYS, malee, newest  # noqa: F401
from tests.consultations.comments.conftest import begin as begin_commenting  # noqa: F401
from tests.consultations.moderation.conftest import refused
from tests.records import files

pytestmark = pytest.mark.django_db
Kind = ModerationAct.Kind


@pytest.fixture
def commenting(begin_commenting):  # noqa: F811
    return begin_commenting()


@pytest.fixture
def consultation(commenting):
    return commenting.consultation


@pytest.fixture
def file(commenting, malee, settings, tmp_path, client):  # noqa: F811
    """Malee's photo, which waits; she has an account."""
    client.cookies["language"] = "en"
    settings.MEDIA_ROOT = tmp_path / "media"
    store_upload(ContentFile(files.phone_photo(), name="a.jpg"), token="form")
    write_comment(commenting, newest(commenting), Anchor("sec_3"), text=SAYS, visitor=Visitor(malee), token="form")
    return CommentFile.objects.get()


def where(file):
    return f"/consultations/{file.comment.commenting.consultation.slug}/comments/files/{file.upload.public_id}/"


def manage(consultation, rest=""):
    return f"/consultations/manage/{consultation.slug}/moderation/{rest}"


class TestLettingThrough:
    def test_shows_it_to_everybody_with_one_line_of_history(self, client, consultation, file, suda):
        assert client.get(where(file)).status_code == 404
        for _again in range(2):
            let_through(consultation, file.text_id, by=suda)
        assert client.get(where(file)).status_code == 200
        act = ModerationAct.objects.get()
        assert (act.kind, act.text, act.by) == (Kind.KEPT, file.text_id, suda)

    def test_is_for_its_own_team_alone(self, consultation, file, malee):  # noqa: F811
        with refused("not_your_agency"):
            let_through(consultation, file.text_id, by=malee)
        assert CommentFile.objects.get().is_waiting

    def test_of_what_was_taken_back_or_is_down_is_refused(self, consultation, file, suda):
        with refused("text_gone"):
            let_through(consultation, "f999999", by=suda)
        take_down(consultation, file.text_id, rule="personal_data", reason="มีหน้าคน", by=suda)
        with refused("taken_down_already"):
            let_through(consultation, file.text_id, by=suda)
        take_out_all([file.comment_id])
        with refused("text_gone"):
            let_through(consultation, file.text_id, by=suda)

    def test_of_another_consultation_is_not_found(self, begin_commenting, file, suda):  # noqa: F811
        with refused("text_gone"):
            let_through(begin_commenting().consultation, file.text_id, by=suda)


class TestNotShowing:
    def test_says_by_which_rule_to_the_author_and_to_nobody_what_it_was(self, client, consultation, file, suda, malee):  # noqa: F811
        let_through(consultation, file.text_id, by=suda)
        take_down(consultation, file.text_id, rule="personal_data", reason="เห็นหน้าเด็ก", by=suda)
        assert client.get(where(file)).status_code == 404
        assert "ไฟล์ที่คุณแนบมากับความเห็นไม่แสดง" in Message.objects.get(user=malee).body
        assert taken_down_of(malee).get().text == file.text_id
        public = client.get(f"/consultations/{consultation.slug}/taken-down/").content.decode()
        assert "File with a comment" in public and "photo-1" not in public
        client.force_login(malee)
        assert client.get(where(file)).status_code == 200
        own = client.get(f"/consultations/{consultation.slug}/comments/{file.comment.number}/").content.decode()
        assert "Not shown, by this public rule" in own and f"/comments/taken-down/{file.text_id}/" in own
        assert client.get(f"/consultations/{consultation.slug}/comments/taken-down/{file.text_id}/").status_code == 200

    def test_is_undone_and_appealed_against_like_words(self, client, consultation, file, suda, pim):
        taken = take_down(consultation, file.text_id, rule="obscenity", reason="ภาพโป๊", by=suda)
        decide_appeal(make_appeal(taken, words="เป็นรูปทางเท้า"), is_upheld=True, answer="ดูแล้ว", by=pim)
        assert client.get(where(file)).status_code == 200
        again = take_down(consultation, file.text_id, rule="obscenity", reason="ดูอีกที", by=suda)
        assert client.get(where(file)).status_code == 404
        put_back(again, reason="ผิดไฟล์", by=suda)
        assert client.get(where(file)).status_code == 200 and Moderating.objects.get().down == 0

    def test_a_rule_of_form_is_none_for_files(self, consultation, file, suda):
        with refused("no_such_rule"):
            take_down(consultation, file.text_id, rule="duplicate", by=suda)
        assert not TakenDown.objects.exists()


class TestPages:
    def test_list_preview_and_acts(self, client, consultation, file, suda):
        client.force_login(suda)
        assert "1 file with a comment waits for you" in client.get(manage(consultation)).content.decode()
        comments = f"/consultations/manage/{consultation.slug}/comments/"
        assert "1 file with a comment waits for you" in client.get(comments).content.decode()
        page = client.get(manage(consultation, "files/")).content.decode()
        assert where(file) in page and SAYS in page and client.get(where(file)).status_code == 200
        one = client.get(manage(consultation, f"{file.text_id}/")).content.decode()
        assert where(file) in one and "Let it through" in one and "Take it down by a rule" in one
        assert "Waits for you" in client.get(f"{comments}{file.comment.number}/").content.decode()
        sent = client.post(manage(consultation, f"files/{file.text_id}/"))
        assert sent.status_code == 302 and CommentFile.objects.get().shown_at
        done = client.get(manage(consultation, "files/")).content.decode()
        assert "No file waits" in done and "Let through" in done

    def test_are_for_the_team_alone(self, client, consultation, file, malee):  # noqa: F811
        for visitor in (client, Client()):
            if visitor is client:
                client.force_login(malee)
            for way in ("files/", f"files/{file.text_id}/"):
                answer = (
                    visitor.post(manage(consultation, way))
                    if way != "files/"
                    else visitor.get(manage(consultation, way))
                )
                assert answer.status_code in {302, 403, 404} and "photo-1" not in answer.content.decode()
        assert CommentFile.objects.get().is_waiting

    def test_a_file_of_a_hidden_comment_does_not_wait(self, client, consultation, file, suda):
        Comment.objects.update(hidden_at=timezone.now(), hidden_reason="insult")
        client.force_login(suda)
        assert "No file waits" in client.get(manage(consultation, "files/")).content.decode()


def test_the_copy_of_ones_data_has_the_file(file, malee):  # noqa: F811
    import zipfile

    with zipfile.ZipFile(archive_of(Owner.of_account(malee))) as bundle:
        names = bundle.namelist()
        assert f"files/{file.upload.public_id}-photo-1.jpg" in names
        assert file.comment.number in bundle.read("data.json").decode()
