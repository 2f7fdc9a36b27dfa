"""Five questions after the end of a case: who is asked, by which way, what counts, and what nobody can read from it."""

import re
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints.endings import ENDED, ending_of_complaint
from complaints.erasure import erase_person
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.intake import Contact
from complaints.joining import join_case
from complaints.models import Case, CaseEvent, Complainant, Complaint, SurveyAnswer, SurveyScore
from complaints.responding import close_by_silence, confirm_resolution, dispute_resolution
from complaints.survey import FEWEST, answer_survey, shown_agencies, shown_topics
from complaints.survey_links import ending_behind, survey_link
from complaints.survey_tables import QUESTIONS
from complaints.workflow import CaseKind, Outcome, Visibility
from directory.models import Role
from notifications.models import Channel, Message
from tests.complaints.joined import part_of
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
GOOD = {"ease": 5, "speed": 4, "informed": 4, "manner": 5, "result": 3}
BAD = dict.fromkeys(QUESTIONS, 1)
REMARK = "ช่างมาเร็ว แต่ไม่มีใครบอกล่วงหน้า"


def close(case, by, outcome=Outcome.SOLVED):
    """From filed to closed by the complainant's yes."""
    propose_closing(part_of(case), answer="ปะหลุมแล้ว", outcome=outcome, by=by)
    confirm_resolution(case, by=None)
    return Case.objects.get(pk=case.pk)


def complaint_of(case):
    return Complaint.objects.select_related("case").get(case=case)


def ending_of(case):
    return ending_of_complaint(complaint_of(case))


def link_in(mail):
    found = re.search(r"https?://\S+?(/survey/\S+)", mail.body)
    return found[1] if found else None


def links():
    return [link for mail in Message.objects.order_by("id") if (link := link_in(mail))]


@pytest.fixture
def closed(working, wichai):
    """Malee's case, closed by her yes, and the path of the link that her mail brought."""
    case = close(working.case, wichai)
    return SimpleNamespace(case=case, complaint=complaint_of(case), link=links()[-1])


@pytest.fixture
def another(file, highways, roads, wichai):
    """A function that files and closes one more case of a person of its own."""

    def another(visibility=Visibility.AGENCY, agency=highways, by=wichai, **fields):
        case = file(by=make_user(), visibility=visibility, contact=Contact(name="ใครคนหนึ่ง"), **fields).complaint.case
        part = accept_assignment(assign_case(case, agency, by=None, topic=roads), by=by)
        return close(part.case, by)

    return another


def sent(**changes):
    return {name: str(value) for name, value in (GOOD | changes).items()}


class TestBeingAsked:
    def test_comes_with_the_mail_that_the_case_is_closed(self, closed):
        assert len(links()) == 1
        assert Message.objects.count() == Message.objects.values("event_key").distinct().count()  # no mail more

    def test_comes_by_silence_as_well(self, working, wichai):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert links() == []
        with freeze_time(timezone.now() + timedelta(days=60)):
            close_by_silence(working.case)
        assert len(links()) == 1

    def test_comes_in_the_text_of_who_chose_that(self, working, wichai):
        person = working.case.complaints.get().complainant
        person.phone, person.news_channel = "0812345678", Channel.SMS
        person.save()
        close(working.case, wichai)
        text = Message.objects.filter(channel=Channel.SMS).latest("id")
        assert link_in(text)

    def test_comes_to_nobody_who_wants_no_news(self, working, wichai):
        working.case.complaints.get().complainant.delete()
        case = close(working.case, wichai)
        assert links() == []
        assert ending_of(case) is not None  # their page asks them all the same

    def test_comes_by_no_mail_of_a_confidential_case(self, file, highways, bribery, wichai):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        close(accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=wichai).case, wichai)
        assert links() == []

    def test_comes_to_who_filed_a_case_that_was_joined(self, first, second, wichai, client):
        Complainant.objects.update(news_channel=Channel.EMAIL, news_confirmed_at=timezone.now())
        join_case(second, first, by=wichai)
        close(first, wichai)
        assert len(links()) == 2
        for link in links():
            assert client.post(link, sent()).status_code == 302
        assert set(SurveyAnswer.objects.values_list("complaint__case", flat=True)) == {first.pk, second.pk}
        assert set(SurveyAnswer.objects.values_list("event__case", flat=True)) == {first.pk}

    def test_is_not_for_praise_nor_before_the_end(self, closed, file):
        assert ending_of(file().complaint.case) is None
        Case.objects.filter(pk=closed.case.pk).update(kind=CaseKind.PRAISE)
        assert ending_of(closed.case) is None


class TestTheLink:
    def test_asks_five_questions_without_signing_in(self, client, closed):
        page = client.get(closed.link, headers={"accept-language": "th"}).content.decode()
        assert page.count("<fieldset") == 5
        assert page.count('type="radio"') == 25
        assert "พอใจกับผลแค่ไหน" in page
        assert "ปะหลุมแล้ว" not in page  # nothing of the case besides its number and its end

    def test_keeps_the_answers_once_and_lets_them_be_changed(self, client, closed):
        assert client.post(closed.link, sent() | {"remark": REMARK}).status_code == 302
        page = client.get(closed.link).content.decode()
        assert re.search(r'name="speed"[^>]*value="4"[^>]*checked', page)
        assert REMARK in page
        client.post(closed.link, sent(speed=1))
        answer = SurveyAnswer.objects.get()
        assert (answer.speed, answer.ease, answer.remark) == (1, 5, "")
        assert (answer.answered_at.minute, answer.answered_at.second) == (0, 0)

    def test_tells_at_its_question_what_was_left_out(self, client, closed):
        answers = sent()
        del answers["manner"]
        page = client.post(closed.link, answers | {"remark": REMARK})
        assert page.status_code == 400
        assert page.content.decode().count("ขอให้ตอบข้อนี้: “ตอบสุภาพและเข้าใจง่ายแค่ไหน”") == 2  # above, and at its question
        assert REMARK in page.content.decode()
        assert not SurveyAnswer.objects.exists()

    @pytest.mark.parametrize("rating", ["0", "6", "-1", "4.5", "ดี", "9" * 30, "๕ "])
    def test_takes_no_rating_but_one_to_five(self, client, closed, rating):
        assert client.post(closed.link, sent() | {"ease": rating}).status_code == 400
        assert not SurveyAnswer.objects.exists()

    def test_is_over_after_sixty_days_for_reading_and_for_sending(self, client, closed):
        with freeze_time(closed.case.closed_at + timedelta(days=60, minutes=1)):
            assert client.get(closed.link).status_code == 410
            assert client.post(closed.link, sent()).status_code == 410
        assert not SurveyAnswer.objects.exists()

    @pytest.mark.parametrize("token", ["x", "x:y:z", "๑"])
    def test_opens_nothing_that_we_did_not_sign(self, client, closed, token):
        assert client.get(f"/survey/{token}/").status_code == 410

    @pytest.mark.parametrize("inside", [None, 7, [], ["69-0000-0000-0", 3], [1, 2, 3], {"a": 1}])
    def test_opens_nothing_for_what_another_part_of_the_house_signed(self, closed, inside):
        assert ending_behind(signing.dumps(inside, salt="complaints.survey_links")) is None
        assert ending_behind(signing.dumps([closed.complaint.reference, 1], salt="complaints.answer_links")) is None

    def test_is_bound_to_that_very_end(self, closed):
        for n in range(1, closed.case.event_count):
            closed.case.event_count = n
            token = survey_link(closed.case, closed.complaint).rsplit("/", 2)[-2]
            assert ending_behind(token) is None

    def test_opens_no_case_that_became_confidential_since(self, client, closed):
        Case.objects.filter(pk=closed.case.pk).update(visibility=Visibility.CONFIDENTIAL)
        assert client.get(closed.link).status_code == 410

    def test_opens_nothing_more_once_somebody_else_speaks(self, client, closed):
        Complaint.objects.filter(pk=closed.complaint.pk).update(receipt_hash="")
        assert client.get(closed.link).status_code == 410

    def test_is_slowed_down(self, client, closed, settings):
        settings.THROTTLE_SCALE = 1.0
        answers = [client.post(closed.link, sent()).status_code for _n in range(32)]
        assert answers[0] == 302
        assert answers[-1] == 429

    def test_is_not_for_search_engines(self, client, closed):
        assert 'content="noindex"' in client.get(closed.link).content.decode()


class TestThePageOfTheCase:
    def test_leads_its_complainant_there_and_nobody_else(self, as_, client, closed, malee, stranger):
        address, survey = (reverse(name, args=[closed.case.reference]) for name in ("track_case", "track_survey"))
        assert survey not in client.get(address).content.decode()
        assert client.get(survey).status_code == 404
        assert client.post(survey, sent()).status_code == 404
        assert as_(stranger).get(survey).status_code == 404
        mine = as_(malee)
        assert "Answer five questions" in mine.get(address).content.decode()
        assert mine.post(survey, sent()).headers["Location"] == address
        assert "Change my answers" in mine.get(address).content.decode()

    def test_asks_nothing_while_the_case_is_open(self, as_, working, malee):
        assert as_(malee).get(reverse("track_survey", args=[working.case.reference])).status_code == 404

    def test_asks_who_told_it_in_confidence_behind_the_code_alone(self, as_, file, highways, bribery, wichai, malee):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        close(accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=wichai).case, wichai)
        address = reverse("track_survey", args=[case.reference])
        page = as_(malee).get(address).content.decode()
        assert "Your case is kept in confidence" in page
        assert case.reference not in page.split("<h1>")[1].split("</form>")[0].replace(address, "")
        as_(malee).post(address, sent())
        assert not SurveyAnswer.objects.get().is_counted
        assert not SurveyScore.objects.exists()


class TestTheAct:
    def test_refuses_what_is_no_rating(self, closed):
        ending = ending_of(closed.case)
        for wrong in ({}, GOOD | {"ease": 0}, GOOD | {"ease": 6}, GOOD | {"ease": "5"}, {"ease": 5}):
            with pytest.raises(ValidationError) as refused:
                answer_survey(ending, ratings=wrong)
            assert refused.value.code == "rating_missing"

    def test_refuses_what_was_opened_in_time_and_sent_too_late(self, closed):
        ending = ending_of(closed.case)
        with freeze_time(ending.until), pytest.raises(ValidationError) as refused:
            answer_survey(ending, ratings=GOOD)
        assert refused.value.code == "survey_over"

    def test_leaves_no_line_that_officers_read(self, closed, as_, wichai):
        lines = CaseEvent.objects.count()
        answer_survey(ending_of(closed.case), ratings=BAD, remark=REMARK)
        assert CaseEvent.objects.count() == lines
        assert REMARK not in as_(wichai).get(reverse("office_case", args=[closed.case.reference])).content.decode()

    def test_hides_names_and_numbers_before_it_keeps_a_remark(self, closed):
        answer_survey(ending_of(closed.case), ratings=GOOD, remark="โทร 081-234-5678 ถาม มาลี ใจดี ได้")
        kept = SurveyAnswer.objects.get().remark
        assert "081" not in kept
        assert "มาลี" not in kept

    def test_is_once_in_the_database_too(self, closed):
        answer = answer_survey(ending_of(closed.case), ratings=GOOD)
        answer.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            answer.save(force_insert=True)
        answer.event = CaseEvent.objects.filter(case=closed.case).first()
        answer.ease = 6
        with pytest.raises(IntegrityError), transaction.atomic():
            answer.save(force_insert=True)

    def test_is_emptied_of_words_with_the_person(self, closed, malee):
        answer_survey(ending_of(closed.case), ratings=GOOD, remark=REMARK)
        erase_person(malee)
        answer = SurveyAnswer.objects.get()
        assert (answer.remark, answer.ratings) == ("", [5, 4, 4, 5, 3])

    def test_asks_after_the_last_end_of_a_case_that_was_opened_again(self, working, wichai):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        dispute_resolution(working.case, reason="ยัง", by=None)
        assert ending_of(working.case) is None
        close(working.case, wichai)
        assert ending_of(working.case).event.kind in ENDED


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_answer_and_one_person(closed):
    from django.db import connection

    ending, start = ending_of(closed.case), threading.Barrier(2)

    def press(ratings):
        start.wait()
        answer_survey(ending, ratings=ratings)
        connection.close()

    both = [threading.Thread(target=press, args=[ratings]) for ratings in (GOOD, BAD)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    answer = SurveyAnswer.objects.get()
    assert SurveyScore.objects.count() == 2
    for score in SurveyScore.objects.all():
        assert (score.answers, score.sums) == (1, answer.ratings)


class TestThePublicScores:
    def answer(self, case, ratings=GOOD):
        return answer_survey(ending_of(case), ratings=ratings)

    def score(self, agency):
        return SurveyScore.objects.get(agency=agency)

    def test_show_nothing_of_fewer_than_five(self, another, highways, client):
        for _n in range(FEWEST - 1):
            self.answer(another())
        assert shown_agencies() == ([], "")
        assert shown_topics() == []
        assert highways.name_th not in client.get("/satisfaction/").content.decode()
        self.answer(another())
        assert self.score(highways).means == [5, 4, 4, 5, 3]
        assert [score.topic.code for score in shown_topics()] == ["roads"]

    def test_say_why_no_agency_is_among_them(self, another, highways, client):
        for _n in range(FEWEST):
            self.answer(another())
        SurveyScore.objects.filter(agency=highways).delete()  # as where the five answered about several agencies
        client.cookies["language"] = "en"
        page = client.get("/satisfaction/").content.decode()
        assert 'id="by-topic"' in page and "Too few have answered yet" not in page
        assert f"stands here once {FEWEST} people have answered" in page.split('id="by-agency"')[1]

    def test_stay_as_they_were_until_five_more_have_answered(self, another, highways):
        for _n in range(FEWEST):
            self.answer(another())
        before = self.score(highways).shown_sums
        late = [another() for _n in range(FEWEST)]
        for case in late[:-1]:
            self.answer(case, BAD)
            assert self.score(highways).shown_sums == before
        self.answer(late[-1], BAD)
        assert self.score(highways).shown_answers == 2 * FEWEST
        assert self.score(highways).means == [3, 2.5, 2.5, 3, 2]

    def test_do_not_show_when_somebody_changed_their_mind(self, another, highways):
        cases = [another() for _n in range(FEWEST)]
        for case in cases:
            self.answer(case)
        before = self.score(highways).shown_sums
        for _n in range(6):
            self.answer(cases[0], BAD)
        score = self.score(highways)
        assert (score.answers, score.shown_sums) == (FEWEST, before)
        assert score.sums == [
            total - good + bad for total, good, bad in zip(before, GOOD.values(), BAD.values(), strict=True)
        ]

    def test_count_nothing_told_in_confidence(self, another, highways):
        for visibility in (Visibility.CONFIDENTIAL, Visibility.ANONYMOUS):
            for _n in range(FEWEST):
                self.answer(another(visibility=visibility))
        assert SurveyAnswer.objects.filter(is_counted=False).count() == 2 * FEWEST
        assert not SurveyScore.objects.exists()

    def test_stand_with_their_counts_on_a_page_for_everybody(self, another, highways, client):
        for _n in range(FEWEST):
            self.answer(another())
        client.cookies["language"] = "en"
        page = client.get("/satisfaction/").content.decode()
        row = page.split('id="by-agency"')[1].split("<tbody>")[1]
        assert re.findall(r'<td class="r"[^>]*>([\d.,]+)</td>', row) == ["5", "5.0", "4.0", "4.0", "5.0", "3.0"]

    def test_ask_the_database_no_more_for_more_agencies(self, client, django_assert_max_num_queries):
        from tests.factories import make_agency

        def agencies(number):
            for n in range(number):
                SurveyScore.objects.create(
                    agency=make_agency(f"เทศบาล {n}"), answers=5 + n, shown_answers=5 + n, shown_sums=[20] * 5
                )

        agencies(2)
        client.get("/satisfaction/")
        with django_assert_max_num_queries(10) as before:
            client.get("/satisfaction/")
        agencies(60)
        with django_assert_max_num_queries(len(before)):
            page = client.get("/satisfaction/").content.decode()
        following = re.search(r'rel="next" href="(\?after=[^"]+)"', page)[1]
        second = client.get(f"/satisfaction/{following}").content.decode()
        assert page.count('<th scope="row"') == 50
        assert second.count('<th scope="row"') == 12

    @pytest.mark.parametrize("after", ["x", "1", "1-x", "9" * 30, "-", "๑-๑"])
    def test_read_nonsense_as_the_first_page(self, client, after):
        assert client.get("/satisfaction/", {"after": after}).status_code == 200


class TestTheRemarks:
    @pytest.fixture
    def boss(self, highways):
        return make_membership(make_user("ประเสริฐ หัวหน้างาน"), highways, Role.SUPERVISOR).user

    def test_are_the_supervisors_to_read_once_a_score_is_shown_and_without_a_number(self, as_, another, boss):
        cases = [another() for _n in range(FEWEST)]
        for case in cases[:-1]:
            answer_survey(ending_of(case), ratings=GOOD, remark=REMARK)
        client = as_(boss)
        assert REMARK not in client.get("/closings/").content.decode()
        answer_survey(ending_of(cases[-1]), ratings=GOOD)
        page = client.get("/closings/").content.decode()
        assert page.count(REMARK) == FEWEST - 1
        assert not [case.reference for case in cases if case.reference in page]

    def test_of_other_agencies_and_of_confidential_cases_are_not(self, as_, another, boss, stranger):
        other = stranger.active_roles[0].agency
        for _n in range(FEWEST):
            answer_survey(ending_of(another(agency=other, by=stranger)), ratings=GOOD, remark=REMARK)
            answer_survey(ending_of(another()), ratings=GOOD)
        answer_survey(ending_of(another(visibility=Visibility.CONFIDENTIAL)), ratings=GOOD, remark=REMARK)
        assert REMARK not in as_(boss).get("/closings/").content.decode()
