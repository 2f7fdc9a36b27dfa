"""The policy team's pages of themes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.themes.finding import find_themes_of_one
from consultations.themes.models import Membership, Theme, ThemeAct
from consultations.themes.sorting import merge_themes
from tests.consultations.themes.conftest import find_again, members, theme_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


@pytest.fixture
def as_suda(client, suda):
    client.force_login(suda)
    return client


def at(conversation, rest=""):
    return f"/consultations/manage/{conversation.consultation.slug}/themes/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestWhoMaySeeThem:
    def test_strangers_and_other_agencies_find_nothing(self, client, found, nipa, malee):
        theme = theme_of(found, "trees")
        ways = ["", f"{theme.number}/"]
        posts = ["undo/", *(f"{theme.number}/{act}/" for act in ("name", "merge", "move"))]
        for user in (nipa, malee):
            client.force_login(user)
            assert [client.get(at(found, way)).status_code for way in ways] == [404] * 2
            assert [client.post(at(found, way), {"n": "1", "name": "x"}).status_code for way in posts] == [404] * 4
        client.logout()
        assert client.get(at(found)).status_code == 302
        assert not ThemeAct.objects.exists()

    def test_a_theme_of_another_consultation_is_not_found(self, as_suda, found, announced):
        other = announced(title_th="อื่น")
        Theme.objects.create(consultation=other, number=77)
        page(as_suda, at(found, "77/"), 404)
        theme = theme_of(found, "trees")
        assert as_suda.post(at(found, f"{theme.number}/merge/"), {"into": "77"}).status_code == 400


class TestThePages:
    def test_before_anything_was_found(self, as_suda, conversation):
        assert "No theme yet" in page(as_suda, at(conversation))

    def test_tell_themes_by_words_and_typical_sentences_without_personal_data(self, as_suda, written):
        write(written, ["ขอต้นไม้ร่มเงาริมถนน โทร 081-234-5678"] * 4, name="phone")
        assert find_themes_of_one() == 1
        told = page(as_suda, at(written))
        assert "ต้นไม้" in told
        assert "19 opinions" in told
        assert "4 times" in told
        for theme in Theme.objects.all():
            told += page(as_suda, at(written, f"{theme.number}/"))
        assert "081-234-5678" not in told
        assert "ขอต้นไม้ร่มเงาริมถนน" in told

    def test_ask_no_more_of_the_database_with_more_themes(self, as_suda, found):
        def queries(address):
            with CaptureQueriesContext(connection) as seen:
                page(as_suda, address)
            return len(seen)

        theme = theme_of(found, "trees")
        page(as_suda, at(found))
        few = queries(at(found)), queries(at(found, f"{theme.number}/"))
        for number in range(50, 70):
            Theme.objects.create(
                consultation=found.consultation, number=number, typical=["s4", "s5"], name=f"ก{number}"
            )
            Membership.objects.create(consultation=found.consultation, text=f"s{number}00", theme=theme)
        assert (queries(at(found)), queries(at(found, f"{theme.number}/"))) == few

    def test_go_through_many_opinions_a_page_at_a_time(self, as_suda, found):
        theme = theme_of(found, "trees")
        write(found, [f"ปลูกต้นไม้ใหญ่ริมถนนให้ร่มเงา {number}" for number in range(60)], name="many")
        find_again(found)
        told = page(as_suda, at(found, f"{theme.number}/"))
        assert "More opinions" in told
        after = re.search(r"\?after=(\d+)", told)[1]
        assert told.count('name="texts"') == 50
        rest = page(as_suda, at(found, f"{theme.number}/?after={after}"))
        assert 0 < rest.count('name="texts"') < 50
        page(as_suda, at(found, f"{theme.number}/?after=x"))
        page(as_suda, at(found, f"{theme.number}/?after={9**18}"))


class TestActing:
    def test_names_merges_and_undoes(self, as_suda, found):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        as_suda.post(at(found, f"{trees.number}/name/"), {"name": "ร่มเงา"})
        assert "ร่มเงา" in page(as_suda, at(found))
        as_suda.post(at(found, f"{trees.number}/merge/"), {"into": str(stalls.number)})
        told = page(as_suda, at(found))
        assert "With what was merged into it" in told
        assert "Undo the last step" in told
        as_suda.post(at(found, "undo/"), {"n": "2"})
        assert "With what was merged into it" not in page(as_suda, at(found))

    def test_moves_opinions_into_a_new_theme_another_and_none(self, as_suda, found):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        one, two, three, *_ = sorted(members(trees))
        way = at(found, f"{trees.number}/move/")
        as_suda.post(way, {"texts": [one], "to": "new", "name": "กิ่งไม้"})
        as_suda.post(way, {"texts": [two], "to": str(stalls.number)})
        as_suda.post(way, {"texts": [three], "to": "none"})
        where = dict(Membership.objects.values_list("text", "theme__name"))
        assert where[one] == "กิ่งไม้"
        assert two in members(stalls)
        assert where[three] is None

    @pytest.mark.parametrize(
        ("act", "posted", "told"),
        [
            ("name", {"name": " "}, "Write what the theme is called."),
            ("merge", {}, "Choose the theme."),
            ("merge", {"into": "zz"}, "Choose the theme."),
            ("move", {"to": "none"}, "Choose the opinions."),
            ("move", {"texts": ["s4"]}, "Choose where they go."),
            ("move", {"texts": ["s4"], "to": "new"}, "Write what the theme is called."),
        ],
    )
    def test_says_at_the_field_what_is_missing(self, as_suda, found, act, posted, told):
        theme = theme_of(found, "trees")
        answer = as_suda.post(at(found, f"{theme.number}/{act}/"), posted)
        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert not ThemeAct.objects.exists()

    @pytest.mark.parametrize("n", ["", "x", "9" * 30, "๑"])
    def test_an_undoing_of_nonsense_is_not_found(self, as_suda, found, n):
        assert as_suda.post(at(found, "undo/"), {"n": n}).status_code == 404

    def test_merged_parts_are_told_with_their_numbers_added_up(self, as_suda, found, suda):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        merge_themes(trees, into=stalls, by=suda)
        both = trees.answers + stalls.answers
        assert f"{both} opinions" in page(as_suda, at(found))
