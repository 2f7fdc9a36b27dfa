import pytest
from django.core.exceptions import ValidationError

from records.access import log_look, looks_at
from records.models import AccessLog
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("ศิริพร แก้วมณี")


class TestLookingAtPersonalData:
    def test_is_written_down_with_who_when_why_and_what(self, officer):
        agency = make_agency("กรมทางหลวง")
        log_look(officer, "case:69-7K3M-9QXT-Y", "โทรนัดตรวจสถานที่", agency=agency, fields=["phone", "name"])
        [look] = looks_at("case:69-7K3M-9QXT-Y")
        assert (look.user, look.agency, look.reason) == (officer, agency, "โทรนัดตรวจสถานที่")
        assert look.fields == ["name", "phone"]
        assert look.at is not None

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_is_refused_without_a_reason(self, officer, reason):
        with pytest.raises(ValidationError) as refused:
            log_look(officer, "case:69-7K3M-9QXT-Y", reason)
        assert refused.value.code == "reason_missing"
        assert not AccessLog.objects.exists()

    def test_is_listed_for_its_subject_only_newest_first(self, officer):
        log_look(officer, "case:69-7K3M-9QXT-Y", "ครั้งแรก")
        log_look(officer, "case:69-AAAA-BBBB-C", "เรื่องอื่น")
        log_look(officer, "case:69-7K3M-9QXT-Y", "ครั้งที่สอง")
        assert [look.reason for look in looks_at("case:69-7K3M-9QXT-Y")] == ["ครั้งที่สอง", "ครั้งแรก"]
