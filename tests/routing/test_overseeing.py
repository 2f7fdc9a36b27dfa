"""The page of the model that decides: who sees what, what each button does, and what is said when it does not."""

import pytest
from django.urls import reverse

from routing.alarms import Kind, raise_alarm
from routing.comparing import Compared, Paired
from routing.learning import promote, start_shadow
from routing.models import DriftReport, ModelChange, ModelVersion
from routing.registry import deciding_version, shadow_change
from tests.factories import make_user
from tests.routing.conftest import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    """Open pages as somebody, in Thai."""

    def as_(user):
        client.force_login(user)
        client.cookies["language"] = "th"
        return client

    return as_


@pytest.fixture
def version(db):
    return ModelVersion.objects.create(
        version="2026-12-01.1",
        sha256="a" * 64,
        base=NAME,
        fingerprint="b" * 64,
        lessons=160,
        report={"later": 32, "right_before": 20, "right_after": 30, "belief": 0.5, "set_aside": []},
    )


@pytest.fixture
def compared(monkeypatch):
    def compared(paired):
        both = Compared(paired, paired)
        monkeypatch.setattr("routing.overseeing.compare", lambda change: both)
        monkeypatch.setattr("routing.learning.compare", lambda change: both)

    return compared


GOOD = Paired(of=400, old_right=300, new_right=350, mended=60, broken=10)
CHANCE = Paired(of=400, old_right=300, new_right=310, mended=60, broken=50)


def page(answer):
    return answer.content.decode()


def press(client, act, **fields):
    return client.post(reverse("models"), {"act": act, **fields}, follow=True)


class TestThePage:
    def test_says_what_decides_while_nothing_else_was_made(self, as_, siriporn):
        html = page(as_(siriporn).get(reverse("models")))
        assert f"แบบจำลอง {NAME} ที่มากับโปรแกรม" in html
        assert "manage.py retrain" in html and 'name="act"' not in html

    def test_shows_both_on_the_same_cases_and_offers_the_better_one(self, as_, boss, version, compared):
        start_shadow(version, by=None)
        compared(GOOD)
        html = page(as_(boss).get(reverse("models")))
        assert "300 จาก 400" in html and "350 จาก 400" in html and "+12.5" in html
        assert 'value="promote"' in html
        compared(CHANCE)
        html = page(as_(boss).get(reverse("models")))
        assert 'value="promote"' not in html and "ยังบอกไม่ได้ว่าดีกว่า" in html

    def test_shows_the_figures_of_the_week(self, as_, siriporn):
        figure = {"before": 0.9, "lately": 0.7512, "of_before": 400, "of_lately": 300, "moved": True}
        DriftReport.objects.create(figures={"words": figure, "topics": {**figure, "lately": 0.31}})
        html = page(as_(siriporn).get(reverse("models")))
        assert "90.0%" in html and "75.1%" in html and "0.31" in html and "เปลี่ยนไปแล้ว" in html

    def test_names_whose_corrections_go_one_way_only_to_who_can_do_something(self, as_, siriporn, boss, pea):
        evil = make_user("สมคิด ทางเดียว")
        told = {"what": "agency", "to": "pea", "there": 80, "of": 82, "others_there": 3, "others_of": 90}
        raise_alarm(Kind.ONE_SIDED, str(evil.pk), **told)
        for_boss, for_others = (page(as_(who).get(reverse("models"))) for who in (boss, siriporn))
        assert "สมคิด ทางเดียว" in for_boss and "80 ครั้ง" in for_boss
        assert "สมคิด" not in for_others and "มีผู้หนึ่ง" in for_others

    @pytest.mark.parametrize(("kind", "facts", "said"), [
        (Kind.MODEL_REFUSED, {"reason": "checksum"}, "ทุกเรื่องจะมาที่โต๊ะนี้"),
        (Kind.CHALLENGER_REFUSED, {"reason": "KeyError"}, "การส่งเรื่องยังทำงานตามเดิม"),
        (Kind.CONFIDENCE, {"before": 0.8, "lately": 0.7}, "เดิม 80.0% เจ็ดวันหลังสุด 70.0%"),
        (Kind.TOPICS, {"before": 0.0, "lately": 0.4}, "0.40"),
    ])  # fmt: skip
    def test_words_every_alarm_and_the_desk_leads_there(self, as_, siriporn, kind, facts, said):
        assert "การส่งเรื่องมี" not in page(as_(siriporn).get(reverse("desk")))
        raise_alarm(kind, **facts)
        assert said in page(as_(siriporn).get(reverse("models")))
        assert "การส่งเรื่องมี 1 อย่างที่ควรเข้ามาดู" in page(as_(siriporn).get(reverse("desk")))

    def test_is_not_there_for_others(self, as_, malee, wichai, client):
        for who in (malee, wichai):
            assert as_(who).get(reverse("models")).status_code == 404
        assert client.get(reverse("models")).status_code in {302, 404}


class TestTheButtons:
    def test_ask_beside_let_decide_and_go_back(self, as_, boss, version, compared):
        client = as_(boss)
        press(client, "start", version=version.version)
        assert shadow_change().version == version
        compared(GOOD)
        assert "ภายในไม่กี่วินาที" in page(press(client, "promote", version=version.version))
        assert deciding_version() == version
        assert press(client, "back", reason="").status_code == 422
        assert deciding_version() == version
        press(client, "back", reason="ส่งผิดมากขึ้น")
        assert deciding_version() is None
        assert [change.by for change in ModelChange.objects.all()] == [boss] * 3
        html = page(client.get(reverse("models")))
        assert "ส่งผิดมากขึ้น" in html and boss.full_name in html

    def test_end_the_asking(self, as_, boss, version):
        start_shadow(version, by=None)
        press(as_(boss), "end")
        assert shadow_change() is None

    def test_say_when_the_cases_do_not_bear_it_out(self, as_, boss, version, compared):
        start_shadow(version, by=None)
        compared(CHANCE)
        assert "ยังไม่ได้เปลี่ยนอะไร" in page(press(as_(boss), "promote", version=version.version))
        assert deciding_version() is None

    @pytest.mark.parametrize("fields", [{"act": "promote"}, {"act": "start", "version": "no-such"}, {"act": "x"}, {}])
    def test_say_of_what_is_not_there_that_nothing_was_changed(self, as_, boss, fields):
        answer = as_(boss).post(reverse("models"), fields, follow=True)
        assert answer.status_code == 200 and "ยังไม่ได้เปลี่ยนอะไร" in page(answer)

    def test_are_refused_to_a_triage_officer_who_sends_them_by_hand(self, as_, siriporn, boss, version, better):
        start_shadow(version, by=None)
        client = as_(siriporn)
        for fields in ({"act": "promote", "version": version.version}, {"act": "end"}, {"act": "back", "reason": "x"}):
            assert client.post(reverse("models"), fields)["location"] == "/"
        promote(version, by=boss)
        assert client.post(reverse("models"), {"act": "back", "reason": "x"})["location"] == "/"
        assert deciding_version() == version
