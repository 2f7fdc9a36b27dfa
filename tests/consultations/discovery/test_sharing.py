"""What other programs show beside a shared link, and ways to share without anybody's script."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from consultations.cards import HEIGHT, WIDTH, draw_card, lines_of
from consultations.sharing import when

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(client, announced):
    consultation = announced(title_en='Walks "wide" <b>enough</b>')
    client.cookies["language"] = "en"
    return client.get(consultation.get_absolute_url()).content.decode()


def test_its_page_tells_programs_its_title_and_picture(words, announced):
    assert '<meta property="og:title" content="Walks &quot;wide&quot; &lt;b&gt;enough&lt;/b&gt;">' in words
    assert 'content="summary_large_image"' in words
    assert "/card.png" in words


def test_links_to_others_need_no_script_of_theirs(words):
    for host in ("social-plugins.line.me", "www.facebook.com", "twitter.com"):
        assert f'href="https://{host}/' in words
        assert f'src="https://{host}' not in words


def test_the_picture_is_as_large_as_programs_want_it(client, announced):
    answer = client.get(reverse("consultation_card", args=[announced().slug]))
    assert answer.headers["Content-Type"] == "image/png"
    assert "public" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (WIDTH, HEIGHT)


def test_a_draft_has_none(client, draft):
    assert client.get(reverse("consultation_card", args=[draft().slug])).status_code == 404


def test_thai_signs_stand_above_each_other_and_not_through_each_other():
    """น้ำ: the tone mark above the ring; as the font alone places them they would touch."""
    from consultations.cards import _shaped

    letters, _length = _shaped("ที่", "Bold")
    assert len(letters) == 3
    alone, _length = _shaped("ท่", "Bold")
    assert letters[2] != (alone[1][0], letters[2][1], alone[1][2])  # raised, or another letter, above the vowel


def test_a_letter_with_a_hole_keeps_it():
    filled = Image.open(io.BytesIO(draw_card("ก", "ข", "0", "OOOO"))).convert("L")
    row = [filled.getpixel((x, 88)) for x in range(80, 180)]
    turns = sum(1 for left, right in zip(row, row[1:], strict=False) if (left > 128) != (right > 128))
    assert turns >= 8  # ink, hole, ink of several letters


@pytest.mark.parametrize("text", ["ก" * 400, "https://example.org/" + "x" * 300, "", "ร่างกฎหมาย " * 40])
def test_no_title_runs_out_of_the_picture(text):
    found = lines_of(text, name="Bold", size=60, width=1040, most=4)
    assert 1 <= len(found) <= 4
    draw_card(text, text, "", "")


def test_the_days_are_told_by_its_state(announced):
    from django.utils.translation import override

    with override("en"):
        assert when(announced()).startswith("Open for opinions until")
        assert when(announced(opens=3)).startswith("Open for opinions from")
