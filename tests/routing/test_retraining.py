"""A model made from what people settled, by command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ml.model_file import card_of
from routing import asking
from routing.alarms import Kind, open_alarms
from routing.deciding import route_case
from routing.desk import send_from_desk
from routing.models import ModelVersion
from routing.registry import deciding_version, shadow_change
from tests.factories import make_agency, make_topic, make_user
from tests.routing.conftest import NAME, says

pytestmark = pytest.mark.django_db

WRONG = "ขยะล้นถังหน้าตลาด ส่งกลิ่นเหม็นมาก ไม่มีรถมาเก็บเลย"
RIGHT = "ไฟฟ้าดับทั้งหมู่บ้านตั้งแต่เมื่อคืน โทรแจ้งแล้วยังไม่มา"


class TestRetraining:
    @pytest.fixture
    def stream(self, routed, file, siriporn, electricity, pothole, pea, mea):
        """So many cases sent from the desk: stream(by, count, text, topic, agency)."""

        def stream(by, count, text, topic, agency):
            for number in range(count):
                case = file(text=f"{text} ซอย {number}").complaint.case
                route_case(case, says(("electricity", 0.4)), model_version=NAME)
                case.refresh_from_db()
                send_from_desk(case, agency=agency, topic=topic, by=by)

        routed()
        return stream

    def run(self, **options):
        out = StringIO()
        call_command("retrain", stdout=out, **options)
        return out.getvalue()

    def test_makes_a_model_that_is_asked_beside_and_decides_nothing(
        self, registry, stream, siriporn, electricity, pothole, pea, mea
    ):
        for _ in range(6):  # turn by turn: the later ones are tried with what the earlier ones taught
            stream(siriporn, 10, RIGHT, electricity, pea)
            stream(siriporn, 10, WRONG, pothole, mea)
        stream(siriporn, 1, "เรื่องเดียวไม่พอให้เรียน", make_topic("waste", "ขยะ"), pea)
        told = self.run(trust=[siriporn.email])
        made = ModelVersion.objects.get()
        assert (made.lessons, deciding_version(), shadow_change().version) == (120, None, made)
        path = registry / f"topics-{made.version}.skops"
        card = json.loads(card_of(path).read_text(encoding="utf-8"))
        assert path.is_file() and made.sha256 == card["sha256"]
        assert made.fingerprint == card["lessons"]["fingerprint"], "of what was learned, not of what was too little"
        assert made.report["right_after"] > made.report["right_before"]
        assert "120" in told and "/desk/models/" in told
        taught = asking.BESIDE.take().predict([{"id": "1", "text": WRONG}])[0]
        assert taught.topics[0][0] == "roads/pothole"

    def test_a_poisoned_stream_is_found_and_not_learned_from(
        self, registry, stream, siriporn, electricity, pothole, pea, mea
    ):
        evil = make_user("ผู้ไม่หวังดี", email="evil@example.org")
        stream(siriporn, 60, RIGHT, electricity, pea)
        stream(siriporn, 60, "ถนนเป็นหลุมลึก รถล้มหลายคันแล้ว", pothole, mea)
        stream(siriporn, 40, WRONG, make_topic("waste", "ขยะ"), make_agency("เทศบาล", code="town"))
        stream(evil, 80, RIGHT, make_topic("pollution", "มลพิษ"), make_agency("ที่เดียว", code="only"))
        told = self.run()
        made = ModelVersion.objects.get()
        assert [one["by"] for one in made.report["set_aside"]] == [evil.pk]
        assert made.lessons == 160
        assert "ผู้ไม่หวังดี" in told and "80" in told
        (alarm,) = open_alarms()
        assert (alarm.kind, alarm.subject) == (Kind.ONE_SIDED, str(evil.pk))
        assert deciding_version() is None

    def test_says_that_there_are_too_few_and_makes_nothing(self, registry):
        with pytest.raises(CommandError, match="100 are needed"):
            self.run()
        assert not ModelVersion.objects.exists() and not list(Path(registry).iterdir())

    def test_knows_nobody_of_that_address(self, registry):
        with pytest.raises(CommandError, match="nobody"):
            self.run(trust=["nobody@example.org"])
