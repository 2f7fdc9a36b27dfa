"""A questionnaire's numbers with all sheets and without the flagged ones: what is told, and of how few nothing is."""

import pytest

from consultations.moderation.copies import find_copies_in
from consultations.moderation.flagging import count_flagged_in, flag_copies, take_back_flag
from consultations.moderation.models import CopyGroup, FlaggedVoice, Moderating
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.filling import save_answers, send_sheet, withdraw_sheet
from tests.consultations.moderation.conftest import PASTED, browser
from tests.consultations.questionnaires.conftest import close

pytestmark = pytest.mark.django_db
WHY = "ส่งจากเครือข่ายเดียวกัน"


def send(asked, number, *, chosen, words=""):
    answers = {1: [1], 2: [chosen], 7: {"1": 5, "2": 2}, **({4: words} if words else {})}
    save_answers(asked, answers, visitor=browser(number))
    send_sheet(asked, visitor=browser(number))


def fill(asked, *, copies, others):
    """So many who paste the same words and choose the first, and others who choose the second."""
    for number in range(copies):
        send(asked, number, chosen=1, words=PASTED)
    for number in range(copies, copies + others):
        send(asked, number, chosen=2)
    add_up()
    find_copies_in(asked.consultation, "1")


def compared(asked):
    count_flagged_in(asked.consultation)
    told = Moderating.objects.get().compared_sheets
    return {question.n: rows for question, rows in told}


@pytest.fixture
def flag(asked, suda):
    fill(asked, copies=12, others=11)
    return flag_copies(CopyGroup.objects.get(), reason=WHY, by=suda)


class TestWithAndWithoutFlaggedSheets:
    def test_tells_percent_of_all_and_of_the_others(self, asked, flag):
        rows = compared(asked)
        [row] = rows[2]
        assert (row.every, row.others) == (23, 11)
        assert [(every, others) for _words, every, others in row.lines[:2]] == [(52, 0), (48, 100)]
        assert [each.others for each in rows[7]] == [11, 11]  # a matrix by its lines
        assert 4 not in rows  # own words are not counted one by one

    def test_is_counted_by_the_worker_and_again_when_a_sheet_changes(self, asked, flag):
        assert count_flagged_in(asked.consultation) and not count_flagged_in(asked.consultation)
        withdraw_sheet(asked, visitor=browser(0))
        add_up()
        assert count_flagged_in(asked.consultation)
        [row] = Moderating.objects.get().compared_sheets[0][1]
        assert (row.every, row.others) == (22, 11)

    @pytest.mark.parametrize(
        ("copies", "others", "told"), [(9, 11, False), (12, 9, False), (10, 10, True), (10, 0, True)]
    )
    def test_tells_nothing_where_either_side_is_fewer_than_ten(self, asked, suda, copies, others, told):
        fill(asked, copies=copies, others=others)
        flag_copies(CopyGroup.objects.get(), reason=WHY, by=suda)
        assert bool(compared(asked)) == told

    def test_counts_a_sheet_with_two_flags_once_and_nothing_once_it_is_taken_back(self, asked, flag, suda):
        voice = FlaggedVoice.objects.filter(flag=flag).first()
        FlaggedVoice.objects.create(flag=flag, sheet_id=voice.sheet_id)
        assert compared(asked)[2][0].others == 11
        take_back_flag(flag, reason="เป็นเพื่อนบ้านกัน", by=suda)
        assert compared(asked) == {}

    def test_stands_beside_the_results_for_everybody(self, asked, flag, client):
        count_flagged_in(asked.consultation)
        close(asked)
        client.cookies["language"] = "en"
        told = client.get(f"/consultations/{asked.consultation.slug}/questionnaire/results/").content.decode()
        assert WHY in told and "With and without them" in told and "Without them (11)" in told
