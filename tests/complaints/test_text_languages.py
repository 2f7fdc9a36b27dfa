"""The language of a text: told at intake, shown, to filter by, corrected by who knows better."""

import pytest
from django.core.exceptions import ValidationError

from complaints import chores, queue
from complaints.handling import accept_assignment, assign_case, send_to_triage
from complaints.lines import timeline
from complaints.models import CaseEvent, Complaint
from complaints.translating import correct_language
from tests.complaints.conftest import POTHOLE
from tests.complaints.test_page_languages import BURMESE

pytestmark = pytest.mark.django_db
LAO = "ໄຟຖະໜົນໜ້າຕະຫຼາດດັບມາສອງອາທິດແລ້ວ ຢ້ານເກີດອຸບັດຕິເຫດ"


@pytest.fixture
def burmese(file):
    return file(BURMESE, by=None).complaint


@pytest.fixture
def with_highways(highways, wichai):
    """Hands the complaint's case to Wichai of Highways."""

    def with_highways(complaint):
        return accept_assignment(assign_case(complaint.case, highways, by=None), by=wichai)

    return with_highways


class TestTheLanguageOfAText:
    @pytest.mark.parametrize(
        ("text", "told"), [(POTHOLE, "th"), (BURMESE, "my"), (LAO, "lo"), ("Straße kaputt", "other")]
    )
    def test_is_told_when_it_is_filed(self, file, text, told):
        assert file(text, by=None, language="en").complaint.text_language == told

    def test_is_told_later_of_texts_that_came_before(self, file, burmese):
        pothole = file().complaint
        Complaint.objects.update(text_language="")
        assert chores.tell_languages.function() == 2
        assert chores.tell_languages.function() == 0
        told = {each.pk: each.text_language for each in Complaint.objects.all()}
        assert told == {burmese.pk: "my", pothole.pk: "th"}


class TestCorrectingIt:
    def test_is_one_act_that_the_agencies_read(self, burmese, with_highways, wichai):
        part = with_highways(burmese)
        correct_language(burmese, "other", by=wichai, assignment=part)
        assert Complaint.objects.get().text_language == "other"
        seen = timeline(burmese.case, up_to=CaseEvent.Seen.AGENCY)[0]
        assert (seen.kind, seen.facts["from"], seen.facts["to"]) == ("language_corrected", "my", "other")
        assert "language_corrected" not in [
            line.kind for line in timeline(burmese.case, up_to=CaseEvent.Seen.COMPLAINANT)
        ]

    @pytest.mark.parametrize(
        ("language", "code"), [("my", "language_is_the_same"), ("xx", "language_unknown"), ("", "language_unknown")]
    )
    def test_refuses_what_says_nothing(self, burmese, wichai, language, code):
        with pytest.raises(ValidationError) as refused:
            correct_language(burmese, language, by=wichai)
        assert refused.value.code == code
        assert burmese.case.events.count() == 1

    def test_on_its_page(self, client, burmese, with_highways, wichai):
        with_highways(burmese)
        client.force_login(wichai)
        page = client.get(f"/office/{burmese.case.reference}/").content.decode()
        assert "ภาษาพม่า" in page and '<p class="words" lang="my">' in page
        sent = {"complaint": burmese.reference, "language": "km"}
        assert client.post(f"/office/{burmese.case.reference}/language/", sent).status_code == 302
        assert "ภาษาเขมร" in client.get(f"/office/{burmese.case.reference}/").content.decode()

    def test_is_not_for_an_officer_of_another_agency(self, client, burmese, with_highways, stranger):
        with_highways(burmese)
        client.force_login(stranger)
        sent = {"complaint": burmese.reference, "language": "km"}
        assert client.post(f"/office/{burmese.case.reference}/language/", sent).status_code == 404
        assert Complaint.objects.get().text_language == "my"

    def test_is_of_a_complaint_of_this_case_only(self, client, burmese, file, with_highways, wichai):
        with_highways(burmese)
        other = file().complaint
        client.force_login(wichai)
        sent = {"complaint": other.reference, "language": "km"}
        assert client.post(f"/office/{burmese.case.reference}/language/", sent).status_code == 404


class TestFilteringTheInbox:
    @pytest.fixture
    def two(self, file, burmese, with_highways):
        return with_highways(burmese), with_highways(file().complaint)

    @pytest.mark.parametrize(
        ("language", "found"), [("", {"my", "th"}), ("my", {"my"}), ("th", {"th"}), ("not-th", {"my"}), ("km", set())]
    )
    def test_by_language(self, two, wichai, language, found):
        assert {row.language for row in queue.page(wichai, "all", queue.Filters(language=language)).rows} == found

    def test_takes_what_was_not_told_for_thai(self, two, wichai):
        Complaint.objects.update(text_language="")
        assert len(queue.page(wichai, "all", queue.Filters(language="th")).rows) == 2
        assert queue.page(wichai, "all", queue.Filters(language="not-th")).rows == []

    def test_on_its_page_shows_the_language_and_keeps_the_filter(self, client, two, wichai):
        client.force_login(wichai)
        page = client.get("/office/?language=not-th").content.decode()
        assert two[0].case.reference in page and two[1].case.reference not in page
        assert "ภาษาพม่า" in page
        assert "language=not-th" in page  # of the part that comes live

    @pytest.mark.parametrize("typed", ["xx", "'; DROP TABLE", "not-thai" * 99])
    def test_is_left_alone_by_what_is_no_language(self, client, two, wichai, typed):
        client.force_login(wichai)
        page = client.get("/office/", {"language": typed}).content.decode()
        assert two[0].case.reference in page and two[1].case.reference in page


class TestTheTriageDesk:
    def test_shows_and_filters_by_language(self, client, file, burmese, siriporn):
        pothole = file().complaint
        for complaint in (burmese, pothole):
            send_to_triage(complaint.case)
        client.force_login(siriporn)
        page = client.get("/desk/?part=queue&language=my").content.decode()
        assert burmese.case.reference in page and pothole.case.reference not in page
        page = client.get(f"/desk/?case={burmese.case.reference}").content.decode()
        assert "ภาษาพม่า" in page and pothole.case.reference in page

    def test_does_not_call_itself_clear_where_only_this_language_is(self, client, burmese, siriporn):
        send_to_triage(burmese.case)
        client.force_login(siriporn)
        page = client.get("/desk/?language=km").content.decode()
        assert "ไม่มีเรื่องที่รออยู่ตรงตามที่เลือก" in page and "คัดกรองครบแล้ว" not in page

    def test_corrects_it(self, client, burmese, siriporn):
        import re

        send_to_triage(burmese.case)
        client.force_login(siriporn)
        shown = re.search(r'name="shown" value="([^"]+)"', client.get("/desk/").content.decode())[1]
        sent = {"complaint": burmese.reference, "language": "other", "shown": shown}
        assert client.post(f"/desk/{burmese.case.reference}/language/", sent).status_code == 302
        assert Complaint.objects.get().text_language == "other"
