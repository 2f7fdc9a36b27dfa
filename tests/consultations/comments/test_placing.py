"""Comments survive into the next version, with what became of their words: unchanged, moved, changed, orphaned."""

import pytest

from consultations.comments import placing
from consultations.comments.counting import count_comments
from consultations.comments.models import Comment, Mark, Place, Placing
from consultations.comments.placing import place_again, place_some
from consultations.comments.threads import comments_gone, comments_of
from consultations.comments.writing import withdraw_comment
from consultations.laws.models import Version
from tests.consultations.comments.conftest import browser, newest, say
from tests.consultations.comments.test_pages import at, manage, page
from tests.consultations.laws.drafts import FIRST, SECOND

pytestmark = pytest.mark.django_db

LAW = """มาตรา ๑ พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติต้นไม้ในเมือง พ.ศ. ....”
มาตรา ๗ ให้เทศบาลปลูกต้นไม้ริมถนนทุกสายที่กว้างเกินสิบเมตร และดูแลต้นไม้นั้นจนโต
ผู้ใดตัดต้นไม้ริมถนนโดยไม่ได้รับอนุญาต ต้องปลูกทดแทนสามต้น
มาตรา ๘ ให้มีกองทุนต้นไม้ในเมืองเพื่อช่วยเจ้าของบ้านที่ดูแลต้นไม้หน้าบ้านของตน
มาตรา ๙ ห้ามตอกตะปูหรือติดป้ายบนต้นไม้ริมถนน
"""


@pytest.fixture
def follow(begin, keep_next):
    """Where a comment on some words of one text stands in the next; both as the worker stores it."""

    def follow(before, after, unit, part="", words=""):
        commenting = begin(text=before)
        comment = say(commenting, unit, part=part, words=words)
        version = keep_next(commenting, after)
        work()
        return Place.objects.get(comment=comment, version=version)

    return follow


def work():
    while place_some():
        pass


def told(place):
    return (place.mark, place.unit, place.part, place.words)


class TestASection:
    def test_that_stayed_is_unchanged(self, follow):
        assert told(follow(LAW, LAW.replace("ตะปู", "หมุด"), "sec_7")) == ("unchanged", "sec_7", "", "")

    def test_with_another_number_is_moved(self, follow):
        after = LAW.replace("มาตรา ๗", "มาตรา ๗/๑")
        assert told(follow(LAW, after, "sec_7")) == ("moved", "sec_7-1", "", "")

    def test_with_other_words_is_changed(self, follow):
        assert told(follow(LAW, LAW.replace("สามต้น", "ห้าต้น"), "sec_7")) == ("changed", "sec_7", "", "")

    def test_with_another_number_and_other_words_is_changed_there(self, follow):
        after = LAW.replace("มาตรา ๘ ", "มาตรา ๘ ห้ามขายกล้าไม้ต่างถิ่น\nมาตรา ๘/๑ ").replace("หน้าบ้านของตน", "ริมรั้วของตน")
        assert told(follow(LAW, after, "sec_8")) == ("changed", "sec_8-1", "", "")

    def test_that_was_taken_out_is_orphaned(self, follow):
        after = "".join(line for line in LAW.splitlines(True) if "กองทุน" not in line)
        assert told(follow(LAW, after, "sec_8")) == ("orphaned", "", "", "")

    def test_whose_number_now_says_something_else_is_orphaned(self, follow):
        after = LAW.replace(
            "ให้มีกองทุนต้นไม้ในเมืองเพื่อช่วยเจ้าของบ้านที่ดูแลต้นไม้หน้าบ้านของตน", "พนักงานเทศกิจเรียกดูใบอนุญาตได้ทุกเวลาราชการ"
        )
        assert told(follow(LAW, after, "sec_8")) == ("orphaned", "", "", "")


class TestAParagraph:
    def test_that_stayed_is_unchanged_though_another_changed(self, follow):
        after = LAW.replace("สามต้น", "ห้าต้น")
        assert told(follow(LAW, after, "sec_7", "sec_7__para_1"))[:3] == ("unchanged", "sec_7", "sec_7__para_1")

    def test_behind_a_new_one_is_moved(self, follow):
        after = LAW.replace("ผู้ใดตัด", "เทศบาลต้องรดน้ำต้นไม้ทุกวันในฤดูแล้ง\nผู้ใดตัด")
        assert told(follow(LAW, after, "sec_7", "sec_7__para_2")) == ("moved", "sec_7", "sec_7__para_3", "")

    def test_in_a_renumbered_section_is_moved(self, follow):
        after = LAW.replace("มาตรา ๗", "มาตรา ๗/๑")
        assert told(follow(LAW, after, "sec_7", "sec_7__para_2")) == ("moved", "sec_7-1", "sec_7-1__para_2", "")

    def test_put_into_another_section_is_moved(self, follow):
        moved = "ผู้ใดตัดต้นไม้ริมถนนโดยไม่ได้รับอนุญาต ต้องปลูกทดแทนสามต้น\n"
        after = LAW.replace(moved, "") + moved
        assert told(follow(LAW, after, "sec_7", "sec_7__para_2")) == ("moved", "sec_9", "sec_9__para_2", "")

    def test_split_in_two_is_moved_with_both(self, follow):
        after = LAW.replace("สิบเมตร และดูแล", "สิบเมตร\nและดูแล")
        mark, unit, part, words = told(follow(LAW, after, "sec_7", "sec_7__para_1"))
        assert (mark, unit, part) == ("moved", "sec_7", "sec_7__para_1")
        assert words == "ให้เทศบาลปลูกต้นไม้ริมถนนทุกสายที่กว้างเกินสิบเมตร\nและดูแลต้นไม้นั้นจนโต"

    def test_with_other_words_is_changed(self, follow):
        after = LAW.replace("สามต้น", "ห้าต้นในปีเดียวกัน")
        assert told(follow(LAW, after, "sec_7", "sec_7__para_2")) == ("changed", "sec_7", "sec_7__para_2", "")

    def test_is_not_taken_for_one_that_stood_beside_it(self, follow):
        before = LAW.replace("ผู้ใดตัด", "ผู้ใดถอนต้นไม้ริมถนนโดยไม่ได้รับอนุญาต ต้องปลูกทดแทนสองต้น\nผู้ใดตัด")
        assert told(follow(before, LAW, "sec_7", "sec_7__para_2")) == ("orphaned", "sec_7", "", "")


class TestWords:
    def test_that_stayed_are_unchanged_though_the_rest_changed(self, follow):
        after = LAW.replace("สามต้น", "ห้าต้น")
        place = follow(LAW, after, "sec_7", "sec_7__para_2", "โดยไม่ได้รับอนุญาต")
        assert told(place) == ("unchanged", "sec_7", "sec_7__para_2", "โดยไม่ได้รับอนุญาต")

    def test_are_unchanged_whichever_digits_they_are_written_with(self, follow):
        before = LAW.replace("สามต้น", "๓ ต้น")
        place = follow(before, LAW.replace("สามต้น", "3 ต้น ทุกปี"), "sec_7", "sec_7__para_2", "๓ ต้น")
        assert told(place) == ("unchanged", "sec_7", "sec_7__para_2", "3 ต้น")

    def test_in_a_renumbered_section_are_moved(self, follow):
        place = follow(LAW, LAW.replace("มาตรา ๗", "มาตรา ๗/๑"), "sec_7", "sec_7__para_2", "สามต้น")
        assert told(place) == ("moved", "sec_7-1", "sec_7-1__para_2", "สามต้น")

    def test_in_the_second_half_of_a_split_paragraph_are_moved(self, follow):
        after = LAW.replace("สิบเมตร และดูแล", "สิบเมตร\nและดูแล")
        place = follow(LAW, after, "sec_7", "sec_7__para_1", "ดูแลต้นไม้นั้นจนโต")
        assert told(place) == ("moved", "sec_7", "sec_7__para_2", "ดูแลต้นไม้นั้นจนโต")

    def test_that_others_stand_for_now_are_changed_with_both_told(self, follow):
        place = follow(LAW, LAW.replace("สามต้น", "ห้าต้น"), "sec_7", "sec_7__para_2", "ปลูกทดแทนสามต้น")
        assert told(place) == ("changed", "sec_7", "sec_7__para_2", "ปลูกทดแทนห้าต้น")

    def test_that_were_taken_out_are_orphaned_at_their_section(self, follow):
        after = LAW.replace(" และดูแลต้นไม้นั้นจนโต", "")
        assert told(follow(LAW, after, "sec_7", "sec_7__para_1", "ดูแลต้นไม้นั้นจนโต")) == ("orphaned", "sec_7", "", "")

    def test_short_ones_are_not_found_where_all_else_is_different(self, follow):
        after = LAW.replace(
            "ให้มีกองทุนต้นไม้ในเมืองเพื่อช่วยเจ้าของบ้านที่ดูแลต้นไม้หน้าบ้านของตน", "พนักงานเทศกิจเรียกดูใบอนุญาตของบ้านได้ทุกเวลา"
        )
        assert follow(LAW, after, "sec_8", "sec_8__para_1", "บ้าน").mark == Mark.ORPHANED


class TestTheDemosKindOfChange:
    """The two versions of tests.consultations.laws.drafts."""

    @pytest.mark.parametrize(
        ("unit", "part", "words", "after"),
        [
            ("sec_3", "sec_3__para_1", "หนึ่งเมตรครึ่ง", ("changed", "sec_3", "sec_3__para_1", "สองเมตร")),
            ("sec_4", "", "", ("unchanged", "sec_4", "", "")),
            ("sec_5", "", "", ("changed", "sec_5", "", "")),
            ("sec_6", "", "", ("moved", "sec_7", "", "")),
            ("sec_6", "sec_6__para_1", "หนึ่งปี", ("moved", "sec_7", "sec_7__para_1", "หนึ่งปี")),
        ],
    )
    def test_is_followed(self, follow, unit, part, words, after):
        assert told(follow(FIRST, SECOND, unit, part, words)) == after


class TestTheWorker:
    def test_does_nothing_twice_and_keeps_what_it_was_written_on(self, commenting, keep_next):
        comment = say(commenting, words="หนึ่งเมตรครึ่ง")
        version = keep_next(commenting, SECOND)
        work()
        first = list(Place.objects.order_by("pk").values())
        Placing.objects.all().delete()
        work()
        assert list(Place.objects.order_by("pk").values()) == first
        assert place_some() == 0 and Placing.objects.get().version == version
        comment.refresh_from_db()
        assert (comment.version.number, comment.words) == (1, "หนึ่งเมตรครึ่ง")

    def test_makes_every_mark_again(self, commenting, keep_next):
        for words in ("", "หนึ่งเมตรครึ่ง", "ทางเท้า"):
            say(commenting, words=words)
        version = keep_next(commenting, SECOND)
        work()
        first = sorted(map(told, Place.objects.filter(version=version)))
        place_again(version)
        assert not Place.objects.filter(version=version).exists()
        work()
        assert sorted(map(told, Place.objects.filter(version=version))) == first and len(first) == 3

    def test_killed_between_two_portions_goes_on_where_it_was(self, commenting, keep_next, monkeypatch):
        monkeypatch.setattr(placing, "AT_ONCE", 3)
        for n in range(8):
            say(commenting, text=f"ความเห็น {n}", visitor=browser(n))
        version = keep_next(commenting, SECOND)
        assert place_some() == 3
        real, calls = Place.objects.bulk_create, []

        def dies(*args, **kwargs):
            real(*args, **kwargs)
            calls.append(1)
            raise RuntimeError("killed")

        with monkeypatch.context() as patch:
            patch.setattr(Place.objects, "bulk_create", dies)
            with pytest.raises(RuntimeError):
                place_some()
        assert calls and Place.objects.filter(version=version).count() == 3 and not Placing.objects.exists()
        work()
        assert Place.objects.filter(version=version).count() == 8 and Placing.objects.count() == 1

    def test_sees_what_was_written_on_the_old_version_afterwards(self, commenting, keep_next):
        old = newest(commenting)
        say(commenting)
        version = keep_next(commenting, SECOND)
        work()
        late = say(commenting, text="เปิดหน้าเก่าค้างไว้", version=old, visitor=browser(2))
        assert not Placing.objects.exists() and count_comments(version.pk).is_placing
        work()
        assert Place.objects.get(comment=late, version=version).mark == Mark.CHANGED
        assert not count_comments(version.pk).is_placing

    def test_follows_from_the_first_words_over_several_versions(self, commenting, keep_next):
        comment = say(commenting, words="หนึ่งเมตรครึ่ง")
        for text in (SECOND, FIRST):
            keep_next(commenting, text)
            work()
        marks = Place.objects.filter(comment=comment).order_by("version__number").values_list("mark", flat=True)
        assert list(marks) == ["written", "changed", "unchanged"]

    def test_leaves_replies_and_other_consultations_alone(self, commenting, keep_next, begin):
        other = say(begin(title_th="ร่างอื่น"))
        comment = say(commenting)
        say(commenting, above=comment, text="ใช่", visitor=browser(2))
        keep_next(commenting, SECOND)
        work()
        assert Place.objects.filter(comment=other).count() == 1
        assert set(Place.objects.values_list("comment", flat=True)) == {other.pk, comment.pk}


class TestReading:
    def test_shows_old_and_new_words_side_by_side(self, client, commenting, keep_next):
        client.cookies["language"] = "en"
        say(commenting, words="หนึ่งเมตรครึ่ง", part="sec_3__para_1", text="แคบไป")
        version = keep_next(commenting, SECOND)
        work()
        thread = comments_of(version, "sec_3", reader=None).threads[0]
        assert thread.words and thread.old == ["หนึ่งเมตรครึ่ง"]
        body = page(client, at(commenting, "1/sec_3/"))
        assert "The words have changed" in body and "Then, in version 1" in body and "Now, in version 2" in body
        assert "written on version 1" in body

    def test_has_a_list_of_what_was_taken_out_with_the_old_words(self, client, commenting, keep_next, suda):
        client.cookies["language"] = "en"
        comment = say(commenting, "sec_4", text="จอดส่งเด็กล่ะ")
        version = keep_next(commenting, FIRST.replace("มาตรา ๔ ห้ามจอดรถบนทางเท้า\n", "").replace("ฝ่าฝืนมาตรา ๔", "ฝ่าฝืน"))
        work()
        assert [each.said.comment for each in comments_gone(version, reader=None).threads] == [comment]
        body = page(client, at(commenting, "1/gone/"))
        assert "ห้ามจอดรถบนทางเท้า" in body and "จอดส่งเด็กล่ะ" in body and "มาตรา ๔" in body
        counts = count_comments(version.pk)
        assert counts.gone == 1 and counts.all == 0
        assert "words that were taken out" in page(client, at(commenting, f"{comment.number}/"))
        client.force_login(suda)
        assert "จอดส่งเด็กล่ะ" in page(client, manage(commenting, "?mark=orphaned"))
        assert "จอดส่งเด็กล่ะ" not in page(client, manage(commenting, "?mark=moved"))

    def test_counts_in_each_version_what_stands_there(self, commenting, keep_next):
        say(commenting, "sec_6")
        gone = say(commenting, "sec_5", text="ถอน", visitor=browser(2))
        withdraw_comment(gone, visitor=browser(2))
        version = keep_next(commenting, SECOND)
        work()
        assert count_comments(version.pk).by_unit == {"sec_7": 1}
        assert count_comments(Version.objects.get(number=1, document=version.document).pk).by_unit == {"sec_6": 1}
        assert Comment.objects.count() == 2
