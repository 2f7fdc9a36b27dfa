"""Commenting, changing, taking back, thinking so too: one voice each, in time, on words that are there."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from consultations.announcing import withdraw_consultation
from consultations.comments import writing
from consultations.comments.anchors import anchor_in, rows_of_unit
from consultations.comments.answering import answer_comment, take_answer_back
from consultations.comments.commenters import part_from_comments
from consultations.comments.counting import count_comments
from consultations.comments.models import Comment, Commenter, Commenting, Mark, Place, Support
from consultations.comments.setting_up import drop_commenting, set_up_commenting
from consultations.comments.writing import (
    change_comment,
    support_comment,
    take_support_back,
    withdraw_comment,
)
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.models import Consultation
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from consultations.problems import problems
from consultations.receipts import receipt_number
from frontend.my_data import everything_about
from frontend.personal_rows import Owner
from tests.consultations.comments.conftest import SAYS, browser, close, newest, say
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PARA = "sec_3__para_1"


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return error.value.code


class TestWriting:
    def test_on_a_section_a_paragraph_and_words(self, commenting):
        whole = say(commenting)
        para = say(commenting, part=PARA, text="สอง")
        words = say(commenting, part=PARA, words="หนึ่งเมตรครึ่ง", text="สาม")
        told = [(each.scope, each.unit, each.part, each.words) for each in (whole, para, words)]
        assert told == [
            ("section", "sec_3", "", ""),
            ("paragraph", "sec_3", PARA, ""),
            ("words", "sec_3", PARA, "หนึ่งเมตรครึ่ง"),
        ]
        assert set(Place.objects.values_list("mark", "unit")) == {(Mark.WRITTEN, "sec_3")}
        assert count_comments(newest(commenting).pk).by_unit == {"sec_3": 3}

    def test_gives_a_number_and_the_time(self, commenting):
        comment = say(commenting)
        assert len(comment.number) == 9 and comment.written_at <= timezone.now()

    def test_twice_is_once(self, commenting):
        assert say(commenting) == say(commenting)
        assert say(commenting, visitor=browser(2)) != say(commenting)
        assert Comment.objects.count() == 2

    def test_at_the_same_moment_in_four_windows_is_one(self, transactional_db, commenting, monkeypatch):
        """Whoever has looked for the same comment waits a moment for another who has, before it is kept."""
        say(commenting, text="ก่อนหน้านี้")
        gate, looked = Barrier(4), Barrier(2)

        def number():
            with suppress(BrokenBarrierError):
                looked.wait(timeout=1)
            return receipt_number()

        monkeypatch.setattr(writing, "receipt_number", number)

        def press(_n):
            try:
                gate.wait()
                return say(commenting).number
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as windows:
            assert len(set(windows.map(press, range(4)))) == 1
        assert Comment.objects.count() == 2 and Commenter.objects.count() == 1

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "note_missing"),
            ("  \u200b ", "note_missing"),
            ("ก" * 4001, "note_too_long"),
            ("ก" * 1_000_000, "note_too_long"),
        ],
    )
    def test_refuses_what_is_no_comment(self, commenting, text, code):
        assert refused(say, commenting, text=text) == code
        assert not Comment.objects.exists()

    def test_takes_4000_letters(self, commenting):
        assert len(say(commenting, text="ก" * 4000).text) == 4000

    def test_the_database_refuses_longer_ones_too(self, commenting):
        comment = say(commenting)
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(text="ก" * 4001)

    def test_on_an_older_version_is_kept_when_a_new_one_came_meanwhile(self, commenting, keep_next):
        from tests.consultations.laws.drafts import SECOND

        old = newest(commenting)
        keep_next(commenting, SECOND)
        assert say(commenting, version=old).version == old

    def test_not_on_papers_that_only_explain_the_law(self, commenting, suda):
        document = add_document(commenting.consultation, kind="impact", title_th="ผลกระทบ", by=suda)
        version = keep_text(look_at_text(document, pasted="มาตรา ๑ ไม่มี", by=suda), seen=0, by=suda)
        assert refused(say, commenting, "sec_1", version=version) == "not_commented"


class TestChoosingWords:
    @pytest.mark.parametrize("copied", ["หนึ่งเมตรครึ่ง", "  หนึ่งเมตรครึ่ง\n", "ไม่น้อยกว่าหนึ่งเมตรครึ่ง"])
    def test_finds_them_as_they_stand(self, commenting, copied):
        rows = rows_of_unit(newest(commenting), "sec_3")
        assert anchor_in(rows, part=PARA, words=copied).words == copied.strip()

    def test_whatever_digits_and_spaces(self, commenting):
        rows = rows_of_unit(newest(commenting), "sec_5")
        anchor = anchor_in(rows, words="ฝ่าฝืนมาตรา  4   ต้อง")
        assert anchor.words == "ฝ่าฝืนมาตรา ๔ ต้อง"

    def test_looks_in_the_other_paragraphs_too(self, commenting):
        anchor = anchor_in(rows_of_unit(newest(commenting), "sec_3"), part=PARA, words="สะพานเก่า")
        assert anchor.part != PARA and anchor.words == "สะพานเก่า"

    @pytest.mark.parametrize(
        ("part", "words", "code"),
        [
            ("", "คำที่ไม่มีในมาตรานี้", "words_missing"),
            ("", "ก" * 501, "words_too_long"),
            ("sec_4__para_1", "", "paragraph_missing"),
            ("sec_3'; DROP", "", "paragraph_missing"),
            ("", ".*", "words_missing"),
        ],
    )
    def test_refuses_what_does_not_stand_there(self, commenting, part, words, code):
        assert refused(anchor_in, rows_of_unit(newest(commenting), "sec_3"), part=part, words=words) == code

    @pytest.mark.parametrize("unit", ["sec_99", "chp_1", "sec_3__para_1", "sec_", "%", ""])
    def test_only_sections_hold_comments(self, commenting, unit):
        assert rows_of_unit(newest(commenting), unit) == []


class TestInTime:
    def test_at_the_second_of_the_closing_it_is_too_late(self, commenting):
        comment = say(commenting)
        support_comment(comment, visitor=browser(2))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE consultations_consultation SET closes_at = now()")
            for visitor in (browser(), browser(3)):
                assert refused(say, commenting, text="ช้าไป", visitor=visitor) == "consultation_closed"
            assert refused(change_comment, comment, text="ใหม่", visitor=browser()) == "consultation_closed"
            assert refused(withdraw_comment, comment, visitor=browser()) == "consultation_closed"
            assert refused(support_comment, comment, visitor=browser(3)) == "consultation_closed"
            assert refused(take_support_back, comment, visitor=browser(2)) == "consultation_closed"
        assert Comment.objects.get().text == SAYS and Support.objects.count() == 1

    def test_at_the_last_moment_before_it_counts(self, commenting):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE consultations_consultation SET closes_at = now() + interval '1 microsecond'")
            assert say(commenting).pk

    def test_a_wrong_clock_of_this_machine_changes_nothing(self, commenting, monkeypatch):
        say(commenting)
        close(commenting)
        monkeypatch.setattr(timezone, "now", lambda: commenting.consultation.opens_at + timedelta(minutes=1))
        assert refused(say, commenting, text="ช้าไป") == "consultation_closed"

    def test_before_it_opens_and_after_it_was_withdrawn_nothing_is_kept(self, begin, suda):
        soon = begin(opens=1.0)
        assert refused(say, soon) == "not_open_yet"
        Consultation.objects.filter(pk=soon.pk).update(opens_at=timezone.now() - timedelta(hours=1))
        say(soon)
        withdraw_consultation(Consultation.objects.get(pk=soon.pk), reason="ร่างเปลี่ยน", by=suda)
        assert refused(say, soon, text="อีก") == "consultation_withdrawn"


class TestOneVoice:
    def test_the_database_keeps_it_to_one(self, commenting, malee):
        say(commenting)
        with pytest.raises(IntegrityError), transaction.atomic():
            Commenter.objects.create(commenting=commenting, browser=browser().browser, identity=Identity.ANONYMOUS)
        say(commenting, visitor=Visitor(malee))
        with pytest.raises(IntegrityError), transaction.atomic():
            Commenter.objects.create(commenting=commenting, user=malee, identity=Identity.CONFIRMED)

    def test_an_account_is_one_on_every_device_and_takes_no_browsers_words(self, commenting, malee):
        theirs = say(commenting)
        mine = say(commenting, visitor=Visitor(malee, browser().browser), text="ของฉัน")
        other = say(commenting, visitor=Visitor(malee, browser(2).browser), text="ของฉันอีก")
        assert mine.author == other.author != theirs.author
        assert (
            refused(change_comment, theirs, text="แก้", visitor=Visitor(malee, browser().browser)) == "not_your_comment"
        )

    def test_only_accounts_where_the_team_wants_so(self, begin, malee):
        commenting = begin(lowest=Identity.CONFIRMED)
        assert refused(say, commenting) == "identity_too_low"
        assert say(commenting, visitor=Visitor(malee)).author.identity == Identity.CONFIRMED

    def test_without_a_cookie_there_is_none(self, commenting):
        assert refused(say, commenting, visitor=Visitor()) == "no_cookie"


class TestThinkingSoToo:
    def test_is_counted_apart_by_level(self, commenting, malee):
        comment = say(commenting)
        for visitor in (browser(2), browser(3), Visitor(malee)):
            support_comment(comment, visitor=visitor)
        comment.refresh_from_db()
        assert (comment.confirmed_supports, comment.anonymous_supports) == (1, 2)

    def test_twice_is_once_and_it_can_be_taken_back(self, commenting):
        comment = say(commenting)
        for _time in range(2):
            support_comment(comment, visitor=browser(2))
        comment.refresh_from_db()
        assert comment.supports == 1
        for _time in range(2):
            take_support_back(comment, visitor=browser(2))
        comment.refresh_from_db()
        assert comment.supports == 0 and not Support.objects.exists()

    def test_the_database_keeps_it_to_one(self, commenting):
        comment = say(commenting)
        support_comment(comment, visitor=browser(2))
        kept = Support.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Support.objects.create(comment=comment, commenter=kept.commenter, identity=kept.identity, at=timezone.now())

    def test_at_the_same_moment_in_four_windows_counts_once(self, transactional_db, commenting):
        comment = say(commenting)
        gate = Barrier(4)

        def press(_n):
            try:
                gate.wait()
                support_comment(comment, visitor=browser(2))
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as windows:
            list(windows.map(press, range(4)))
        comment.refresh_from_db()
        assert comment.supports == Support.objects.count() == 1

    def test_not_of_ones_own_nor_of_what_is_gone(self, commenting, suda):
        comment = say(commenting)
        assert refused(support_comment, comment, visitor=browser()) == "your_own_comment"
        answer = answer_comment(comment, text="รับไว้พิจารณา", by=suda)
        assert refused(support_comment, answer, visitor=browser(2)) == "comment_is_gone"
        withdraw_comment(comment, visitor=browser())
        assert refused(support_comment, comment, visitor=browser(2)) == "comment_is_gone"


class TestReplies:
    def test_hang_under_the_comment_also_those_to_a_reply(self, commenting):
        comment = say(commenting)
        reply = say(commenting, above=comment, text="เห็นด้วย", visitor=browser(2))
        again = say(commenting, above=reply, text="ผมไม่", visitor=browser(3))
        assert reply.above == again.above == comment
        assert not Place.objects.exclude(comment=comment).exists()

    def test_the_database_keeps_it_to_one_level(self, commenting):
        reply = say(commenting, above=say(commenting), text="เห็นด้วย")
        again = Comment(commenting=commenting, version=reply.version, unit="sec_3", author=reply.author, text="ลึกไป")
        again.above, again.number, again.written_at = reply, "0000-0000", timezone.now()
        with pytest.raises(DatabaseError, match="not under a reply"), transaction.atomic():
            again.save()

    def test_not_under_what_is_gone(self, commenting):
        comment = say(commenting)
        withdraw_comment(comment, visitor=browser())
        assert refused(say, commenting, above=comment, text="ช้าไป") == "comment_is_gone"

    def test_of_the_agency_come_after_the_closing_too_and_only_from_its_team(self, commenting, suda, nipa, malee):
        comment = say(commenting)
        close(commenting)
        answer = answer_comment(comment, text="จะแก้ในร่างถัดไป", by=suda)
        assert answer == answer_comment(comment, text="จะแก้ในร่างถัดไป", by=suda)
        assert answer.is_of_agency and answer.above == comment
        for stranger in (nipa, malee):
            assert refused(answer_comment, comment, text="ผิดหน่วย", by=stranger) == "not_your_agency"
            assert refused(take_answer_back, answer, by=stranger) == "not_your_agency"
        assert refused(take_answer_back, comment, by=suda) == "not_your_comment"
        take_answer_back(answer, by=suda)
        answer.refresh_from_db()
        assert answer.text == "" and answer.withdrawn_at


class TestChangingAndTakingBack:
    def test_shows_that_it_changed_and_who_had_supported_the_words_before(self, commenting):
        comment = say(commenting)
        support_comment(comment, visitor=browser(2))
        changed = change_comment(comment, text="แก้แล้ว", visitor=browser())
        assert (changed.text, changed.supported_before, changed.number) == ("แก้แล้ว", 1, comment.number)
        assert changed.changed_at
        again = change_comment(changed, text="แก้แล้ว", visitor=browser())
        assert again.changed_at == changed.changed_at

    def test_is_refused_to_everybody_else(self, commenting, malee):
        comment = say(commenting)
        for visitor in (browser(2), Visitor(malee), Visitor()):
            assert refused(change_comment, comment, text="แก้", visitor=visitor) == "not_your_comment"
            assert refused(withdraw_comment, comment, visitor=visitor) == "not_your_comment"

    def test_wipes_the_words_and_keeps_what_others_said_under_them(self, commenting):
        comment = say(commenting)
        reply = say(commenting, above=comment, text="เห็นด้วย", visitor=browser(2))
        for _time in range(2):
            withdraw_comment(comment, visitor=browser())
        comment.refresh_from_db()
        assert comment.text == "" and comment.withdrawn_at
        assert list(Comment.objects.threads()) == [comment] and list(Comment.objects.to_read()) == [reply]
        withdraw_comment(reply, visitor=browser(2))
        assert not Comment.objects.threads().exists()
        assert refused(change_comment, comment, text="กลับมา", visitor=browser()) == "comment_is_gone"

    def test_what_it_was_written_on_stays(self, commenting):
        comment = say(commenting)
        with pytest.raises(DatabaseError, match="written on stays"), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(unit="sec_4")

    def test_hidden_ones_are_read_by_nobody_and_are_not_counted(self, commenting):
        comment = say(commenting)
        Comment.objects.filter(pk=comment.pk).update(hidden_at=timezone.now(), hidden_reason="ดูหมิ่น")
        assert not Comment.objects.to_read().exists() and not Comment.objects.threads().exists()
        assert count_comments(newest(commenting).pk).all == 0
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(hidden_reason="")


class TestSettingUp:
    def test_belongs_to_the_draft_and_its_team(self, begin, suda, nipa):
        draft = begin(is_announced=False)
        consultation = draft.consultation
        assert (
            refused(set_up_commenting, consultation, lowest_identity=Identity.CONFIRMED, by=nipa) == "not_your_agency"
        )
        assert set_up_commenting(consultation, lowest_identity=Identity.CONFIRMED, by=suda).lowest_identity == 1
        drop_commenting(consultation, by=suda)
        drop_commenting(consultation, by=suda)
        assert not Commenting.objects.exists()

    def test_stays_once_it_is_announced(self, commenting, suda):
        consultation = commenting.consultation
        again = set_up_commenting(consultation, lowest_identity=Identity.ANONYMOUS, by=suda)
        assert again == commenting
        act = {"lowest_identity": Identity.CONFIRMED, "by": suda}
        assert refused(set_up_commenting, consultation, **act) == "announced_already"
        assert refused(drop_commenting, consultation, by=suda) == "announced_already"

    def test_is_a_way_to_take_part_where_there_is_a_text(self, begin, draft, suda):
        assert "way_missing" not in {each.code for each in problems(begin(is_announced=False, page="").consultation)}
        empty = draft(page="")
        set_up_commenting(empty, lowest_identity=Identity.ANONYMOUS, by=suda)
        empty.refresh_from_db()
        assert {"way_missing", "text_missing"} <= {each.code for each in problems(empty)}


class TestPersonalData:
    def test_is_given_to_whom_it_belongs_and_to_nobody_else(self, commenting, malee):
        comment = say(commenting, visitor=Visitor(malee))
        other = say(commenting)
        support_comment(other, visitor=Visitor(malee))
        about = everything_about(Owner.of_account(malee))
        assert [row["text"] for row in about["comments.Comment"]] == [SAYS]
        assert [row["comment"] for row in about["comments.Support"]] == [other.number] != [comment.number]
        nobody = everything_about(Owner.of_account(make_user("สมชาย")))
        assert nobody["comments.Comment"] == nobody["comments.Support"] == nobody["comments.Commenter"] == []

    def test_of_an_erased_account_is_taken_back_while_it_is_open(self, commenting, malee):
        mine, other = say(commenting, visitor=Visitor(malee)), say(commenting)
        support_comment(other, visitor=Visitor(malee))
        assert part_from_comments(malee) == 1
        mine.refresh_from_db()
        other.refresh_from_db()
        assert mine.text == "" and other.supports == 0
        assert not Commenter.objects.filter(user=malee).exists()

    def test_of_an_erased_account_stays_nobodys_after_the_closing(self, commenting, malee):
        mine = say(commenting, visitor=Visitor(malee))
        close(commenting)
        part_from_comments(malee)
        mine.refresh_from_db()
        assert mine.text == SAYS and mine.author.user is None
