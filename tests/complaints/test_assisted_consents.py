"""What was read aloud to somebody for whom a helper filed: kept as it was said, and shown to its author and to officers."""

import pytest
from django.utils.translation import override

from complaints.consents import consents_of, words_of
from complaints.handling import accept_assignment, assign_case
from complaints.models import Case, Complaint, Consent
from tests.complaints.assisted import ASSIST, newest_receipt, told

pytestmark = pytest.mark.django_db
ALOUD = "Everybody may read on the website what I told"


@pytest.fixture
def files(as_, lamai, sila):
    def files(**fields):
        return as_(lamai).post(ASSIST, told(**fields))

    return files


@pytest.fixture
def own_page(files, client):
    """The page of one's own data, opened with number and code as the person does."""

    def own_page(**fields):
        files(language="en", **fields)
        complaint = Complaint.objects.get()
        code = client.get(newest_receipt()).content.decode().split("data-code>")[1].split("<")[0]
        client.logout()
        client.cookies["language"] = "en"
        client.post("/track/", {"reference": complaint.reference, "code": code})
        return client.get(f"/track/{complaint.reference}/data/").content.decode()

    return own_page


class TestHelp:
    def test_its_author_reads_what_was_said_how_and_through_which_channel(self, own_page):
        page = own_page()
        assert "A helper writes down what I told and sends it" in page
        assert "Told to a helper: Said yes" in page
        with override("en"):
            assert f"· {Complaint.Channel.PHONE.label} · version 1" in page

    def test_signed_is_told_as_signed(self, files):
        files(consent_as="signed")
        assert [each.given_as for each in consents_of(Complaint.objects.get())] == [Consent.Given.SIGNED.label]

    def test_is_over_and_cannot_be_taken_back_by_a_button(self, own_page, client):
        assert 'name="purpose" value="help"' not in own_page()
        reference = Complaint.objects.get().reference
        assert client.post(f"/track/{reference}/data/take-back/", {"purpose": "help"}).status_code == 404
        assert Consent.objects.get(purpose="help").withdrawn_at is None

    def test_officers_of_the_case_read_that_it_was_spoken(self, as_, files, highways, wichai, roads):
        files()
        case = Case.objects.get()
        accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        page = as_(wichai).get(f"/office/{case.reference}/").content.decode()
        assert "A helper filed it; the person agreed to that: Said yes" in page

    def test_of_what_somebody_filed_alone_it_says_nothing(self, as_, working, wichai):
        page = as_(wichai).get(f"/office/{working.case.reference}/").content.decode()
        assert "A helper filed it" not in page


class TestPublication:
    def test_is_agreed_to_in_words_that_were_read_aloud(self, files):
        files(visibility="public", may_publish="on", language="en")
        consent = Consent.objects.get(purpose="show_publicly")
        assert consent.said.startswith(ALOUD)
        assert "sending" not in consent.said
        assert (consent.given_as, consent.version) == ("said", 2)
        assert Case.objects.get().visibility == "public"

    def test_stands_on_the_page_of_ones_own_data_so(self, own_page):
        assert ALOUD in own_page(visibility="public", may_publish="on")

    @pytest.mark.parametrize("visibility", ["public", ""])
    def test_without_it_nothing_is_public_and_the_helper_is_told(self, files, client, visibility):
        files(visibility=visibility)
        case = Case.objects.get()
        assert (case.visibility, case.public_text) == ("agency", "")
        assert Complaint.objects.get().visibility == "agency"
        assert not Consent.objects.filter(purpose="show_publicly").exists()
        assert "it was not noted that everybody may read it" in client.get(newest_receipt()).content.decode()

    @pytest.mark.parametrize("visibility", ["agency", "confidential", "anonymous"])
    def test_makes_nothing_more_open_than_was_chosen(self, files, visibility):
        files(visibility=visibility, may_publish="on")
        assert Complaint.objects.get().visibility == visibility
        assert not Consent.objects.filter(purpose="show_publicly").exists()

    def test_the_words_stand_on_the_form_in_every_language_of_pages(self, as_, lamai):
        page = as_(lamai).get(ASSIST).content.decode()
        for language in ("th", "en", "my", "lo", "km", "zh-hans"):
            assert words_of(Consent.Purpose.SHOW_PUBLICLY, language, is_read_aloud=True)[1] in page

    def test_who_files_alone_still_agrees_in_the_words_of_the_page(self, file):
        file(by=None, visibility="public")
        assert Consent.objects.get().version == 1
