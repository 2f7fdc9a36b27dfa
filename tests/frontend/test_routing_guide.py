"""The public page of how a case finds its agency: true to the model's card, to the thresholds and to what became of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.html import escape

from complaints.models import Case
from directory.loading import load_reference
from directory.models import Area
from frontend import routing_guide, routing_regions
from ml.card import card_in_use
from routing.models import RoutingDecision, RoutingThreshold
from tests.factories import make_agency, make_area, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept = (routing_guide._card, routing_guide._lived, routing_guide._covered, routing_regions._settled)
    for each in kept:
        each.forget()
    yield
    for each in kept:
        each.forget()


def read(client, language="en"):
    client.cookies["language"] = language
    return client.get(reverse("guide", args=["routing"])).content.decode()


def written_card(folder, version="2027-01-31", **scores):
    people = {"top1": 0.614, "top3": 0.9, "baseline_majority_top1": 0.25, "baseline_keywords_top1": 0.5, "n": 1234}
    card = {
        "version": version,
        "scores": {
            "menu6": {**people, **scores},
            "labels24": {"per_label": {"ถนน": {"f1": 0.5, "n": 19}, "?": {"f1": 1, "n": 9}}},
        },
        "national": {"topics": {"labour": {"n": 30, "top3": 0.7}, "no-such": {"n": 30, "top3": 0.1}}},
    }
    (folder / f"topics-{version}.card.json").write_text(json.dumps(card), encoding="utf-8")


class TestItsFigures:
    def test_are_those_of_the_card_beside_the_model(self, client, settings, tmp_path):
        load_reference()
        written_card(tmp_path)
        settings.TOPIC_MODEL = str(tmp_path)
        text = read(client)
        for told in ("61 of 100", "90 of 100", "25 of 100", "50 of 100", "1,234", "31 Jan 2027"):
            assert told in text, told
        assert "no-such" not in text
        assert routing_guide.Topic.objects.get(code="labour").name_en in text.partition("Topics it often misses")[2]
        assert "Roads" not in text.partition("Topics it often misses")[2], "19 texts say nothing yet"

    def test_say_what_a_wrong_guess_costs_before_the_first_of_them(self, client):
        load_reference()
        text = read(client)
        assert "Your number and the day of filing stay" in text.partition("of 100")[0].partition('id="right"')[2]

    def test_of_offices_stand_apart_from_those_of_guesses(self, client):
        load_reference()
        guesses, _heading, offices = read(client).partition('id="offices"')
        assert "one responsible office" not in guesses
        told = offices.partition("one responsible office")[0]
        assert "of another kind than those above" in told

    def test_of_the_shipped_model_name_the_weak_topics(self, client):
        load_reference()
        card = card_in_use(Path("ml/models"))
        text = read(client)
        assert f"{round(100 * card['scores']['menu6']['top1'])} of 100" in text
        weak = [code for code, one in card["national"]["topics"].items() if one["top3"] < 0.8]
        assert weak
        for code in weak:
            assert (
                escape(routing_guide.Topic.objects.get(code=code).name_en)
                in text.partition("Topics it often misses")[2]
            )

    @pytest.mark.parametrize("content", [None, "", "{", "[]", '{"scores": {}}'])
    def test_of_a_missing_or_broken_card_are_left_out(self, client, settings, tmp_path, content):
        if content is not None:
            (tmp_path / "topics-2027-01-31.card.json").write_text(content, encoding="utf-8")
        settings.TOPIC_MODEL = str(tmp_path)
        text = read(client)
        assert "There is no program at the moment" in text and "If it was wrong" in text
        assert client.get(reverse("model_card")).status_code == 404

    def test_are_those_of_the_one_model_that_is_named_and_not_of_a_newer_one_beside_it(
        self, client, settings, tmp_path
    ):
        load_reference()
        written_card(tmp_path)
        written_card(tmp_path, version="2027-02-28")
        settings.TOPIC_MODEL = str(tmp_path / "topics-2027-01-31.skops")
        assert "31 Jan 2027" in read(client)

    def test_are_there_whole_for_machines(self, client):
        answer = client.get(reverse("model_card"))
        assert answer["Content-Type"].startswith("application/json") and answer.json()["sha256"]


class TestWhatItSaysOfThresholds:
    def test_is_what_staff_decided(self, client):
        roads, police = make_topic("roads", "ถนน"), make_topic("police", "ตำรวจ")
        told = {"decided_by": "x", "decided_on": date(2026, 11, 1), "reason": "x"}
        RoutingThreshold.objects.create(topic=None, probability=0.66, **told)
        RoutingThreshold.objects.create(topic=police, probability=1.01, **told)
        RoutingThreshold.objects.create(topic=roads, probability=0.9, **told)
        text = read(client, "th")
        assert "66 ใน 100" in text
        assert "ตำรวจ" in text.partition("ไม่ส่งเองโดยไม่มีคนดู")[2].partition("</p>")[0]
        assert "ถนน" in text.partition("ส่งเองเฉพาะเมื่อเกือบแน่ใจ")[2].partition("</p>")[0]

    def test_without_any_every_case_is_seen_first(self, client):
        assert "No case goes out before a person has seen it" in read(client)


class TestWhatBecameOfDecisions:
    @pytest.fixture
    def decided(self, monkeypatch):
        monkeypatch.setattr(routing_guide, "ENOUGH", 4)
        case = Case.objects.create(reference="69-7K3M-9QXT-Y")

        def decided(by_itself, to_desk, corrected, confirmed):
            did = [RoutingDecision.Did.ASSIGNED] * by_itself + [RoutingDecision.Did.TRIAGE] * to_desk
            looked = [True] * corrected + [False] * confirmed + [None] * len(did)
            for one, was_corrected in zip(did, looked, strict=False):
                RoutingDecision.objects.create(case=case, did=one, why="sure", was_corrected=was_corrected)

        return decided

    def test_is_told_in_shares(self, client, decided):
        decided(3, 2, 1, 3)
        text = read(client)
        assert "60 of 100 went out without a person" in text and "something else in 25 of 100" in text

    def test_is_not_told_of_few(self, client, decided):
        decided(2, 1, 1, 2)
        assert "went out without a person" not in read(client)

    def test_tells_no_share_of_corrections_where_few_were_looked_at(self, client, decided):
        decided(3, 2, 1, 2)
        text = read(client)
        assert "60 of 100 went out" in text and "something else" not in text


class TestWhatItSaysOfPlaces:
    def test_names_the_districts_of_the_card_and_nothing_beyond_bangkok(self, client):
        load_reference()
        card = card_in_use(Path("ml/models"))
        for language, name in (("th", "name_th"), ("en", "name_en")):
            places = read(client, language).partition('id="places"')[2].partition('id="offices"')[0]
            for district, one in card["regions"]["districts"].items():
                area = Area.objects.get(parent_id=10, name_th=district)
                row = places.partition(f'<th scope="row">{escape(getattr(area, name))}</th>')[2].partition("</tr>")[0]
                assert f">{round(100 * one['top3'])} (" in row and f">{one['n']:,}<" in row, district
        assert "In the other 76 provinces nobody has measured it" in places
        assert "often come about by chance alone" in places

    def test_calls_the_districts_of_bangkok_khet(self, client):
        load_reference()
        places = read(client, "th").partition('id="places"')[2].partition('id="offices"')[0]
        assert '<th scope="col">เขต</th>' in places and "อำเภอ" not in places
        assert '<th scope="col">District</th>' in read(client)

    def test_says_which_names_have_no_english(self, client, settled):
        settled(make_area(400101, "ในเมือง"), 3, 1)
        Area.objects.filter(code=40).update(name_en="")
        assert f'<th scope="row" lang="th">{Area.objects.get(code=40).name_th}</th>' in read(client)
        assert 'lang="th">' not in read(client, "th").partition('id="places"')[2].partition('id="offices"')[0]

    def test_is_left_out_where_the_card_tells_of_none(self, client, settings, tmp_path):
        load_reference()
        written_card(tmp_path)
        settings.TOPIC_MODEL = str(tmp_path)
        text = read(client)
        assert "Districts of Bangkok" not in text and "In the other 76 provinces" in text

    @pytest.fixture
    def settled(self, monkeypatch):
        monkeypatch.setattr(routing_guide, "ENOUGH", 4)

        def settled(area, right, wrong, visibility="agency"):
            for number, was_right in enumerate([True] * right + [False] * wrong):
                serial = Case.objects.count()
                case = Case.objects.create(reference=f"69-{serial:04d}-{area.pk % 10_000:04d}-{number}", area=area)
                Case.objects.filter(pk=case.pk).update(visibility=visibility)
                proposals = [{"agency": "right" if was_right else "wrong", "topic": "x", "probability": 0.6}]
                RoutingDecision.objects.create(
                    case=case,
                    did="triage",
                    why="unsure",
                    proposals=proposals,
                    settled_agency=make_agency("หน่วยงานที่ถูก", code="right"),
                )

        return settled

    def test_tells_of_a_province_with_enough_judged_cases(self, client, settled):
        settled(make_area(400101, "ในเมือง"), 3, 1)
        places = read(client).partition('id="places"')[2].partition('id="offices"')[0]
        assert "<td" in places and ">75 (" in places and Area.objects.get(code=40).name_th in read(client, "th")

    def test_tells_nothing_of_one_with_fewer_not_even_its_name(self, client, settled):
        settled(make_area(400101, "ในเมือง"), 3, 1)
        settled(make_area(500101, "ศรีภูมิ"), 3, 0)
        text = read(client, "th")
        assert Area.objects.get(code=40).name_th in text
        assert Area.objects.get(code=50).name_th not in text

    def test_counts_no_confidential_case(self, client, settled):
        settled(make_area(400101, "ในเมือง"), 3, 0)
        settled(make_area(400101, "ในเมือง"), 1, 0, visibility="confidential")
        assert "No province has 4 cases yet" in read(client)
