"""Words of people stand on pages in many languages: a screen reader is told which voice to read them with (WCAG 2.2, 3.1.2)."""

from html.parser import HTMLParser

import pytest

from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.releasing import release_case
from complaints.text_languages import shown_tag
from complaints.workflow import Visibility
from tests.complaints.test_filing_pages import NEW, filled

BURMESE = "စက်ရုံရှေ့ လမ်းမီးတွေ ပျက်နေတာ နှစ်ပတ်ရှိပြီ။ ညဘက် လမ်းသွားရတာ ကြောက်စရာကောင်းတယ်။"
THAI = "ไฟทางหน้าตลาดดับทั้งแถวมาสองสัปดาห์แล้ว กลางคืนมืดมาก"
NO_END = {"meta", "link", "input", "br", "img", "hr", "source", "path", "rect", "circle", "line", "wbr"}


class Words(HTMLParser):
    """The words of a page, each with the language that its markup names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.langs: list[str] = [""]
        self.tags: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in NO_END:
            self.tags.append(tag)
            self.langs.append(dict(attrs).get("lang") or self.langs[-1])

    def handle_endtag(self, tag):
        if tag not in NO_END:
            self.tags.pop()
            self.langs.pop()

    def handle_data(self, words):
        # Names of people are names everywhere (WCAG 2.2, 3.1.2).
        if (
            words.strip()
            and "มาลี" not in words
            and not {"script", "style", "textarea", "option", "title"} & set(self.tags)
        ):
            self.words.append((words.strip(), self.langs[-1]))


def written_in(words: str, first: str, last: str) -> bool:
    return any(first <= letter <= last for letter in words)


def unmarked(html: str) -> list[str]:
    """Words in Thai or Burmese letters that a screen reader would read with another voice."""
    scripts = {"th": ("ก", "๎"), "my": ("က", "ဿ")}
    return [
        words
        for words, lang in Words(html).words
        for code, (first, last) in scripts.items()
        if written_in(words, first, last) and lang != code
    ]


@pytest.fixture
def told(file, highways, wichai, malee, roads, khon_kaen):
    """A public case in Thai with a question of the agency, and one in Burmese."""
    type(highways).objects.filter(pk=highways.pk).update(name_en="Department of Highways")
    highways.refresh_from_db()
    case = file(THAI, by=malee, visibility=Visibility.PUBLIC, topic=roads, area=khon_kaen).complaint.case
    part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
    release_case(case, text=THAI, by=wichai)
    ask_complainant(part, question="เสาต้นไหน", by=wichai)
    foreign = file(BURMESE, by=malee, visibility=Visibility.PUBLIC, topic=roads, area=khon_kaen).complaint.case
    assign_case(foreign, highways, by=None)
    release_case(foreign, text=BURMESE, is_read=True, by=wichai)
    return case, foreign


@pytest.mark.django_db
class TestWordsInAnotherLanguage:
    @pytest.mark.parametrize("language", ["th", "en", "my", "zh-hans"])
    def test_name_it_on_every_page_of_citizens(self, client, told, malee, language):
        client.cookies["language"] = language
        client.force_login(malee)
        checked = client.post(NEW, filled("check", text=THAI, place_text="หน้าตลาด", visibility="agency")).url
        addresses = [f"/{kind}/{case.reference}/" for kind in ("cases", "track") for case in told]
        addresses += ["/cases/", "/cases/map/", "/areas/", "/areas/40/", "/me/", "/", checked]
        for address in addresses:
            assert unmarked(client.get(address).content.decode()) == [], address

    @pytest.mark.parametrize("language", ["th", "en"])
    def test_name_it_at_the_office(self, client, told, wichai, language):
        client.cookies["language"] = language
        client.force_login(wichai)
        for address in ("/office/?tab=all", *(f"/office/{case.reference}/" for case in told)):
            assert not [words for words in unmarked(client.get(address).content.decode()) if words in {THAI, BURMESE}]


@pytest.mark.parametrize(
    ("words", "page", "tag"),
    [
        (THAI, "th", ""),
        (THAI, "my", "th"),
        (BURMESE, "th", "my"),
        (BURMESE, "my", ""),
        ("路灯坏了两个星期", "zh-hans", ""),
        ("路灯坏了两个星期", "th", "zh"),
        ("14/7", "my", ""),
        ("", "my", ""),
        ("The street light is broken and it is dark", "th", "en"),
        ("ไฟถนนหน้า The Mall ดับ", "th", ""),
    ],
)
def test_words_are_marked_where_they_are_not_the_pages(words, page, tag):
    assert shown_tag(words, page) == tag


def test_a_name_in_latin_letters_is_english():
    assert [shown_tag("Khon Kaen", page, is_name=True) for page in ("th", "en", "my")] == ["en", "", "en"]


@pytest.mark.parametrize(
    ("name", "page"), [("လမ်းမီး", "my"), ("ໄຟຖະໜົນ", "lo"), ("路灯", "zh-hans"), ("孔敬府", "zh-hans")]
)
def test_a_name_in_the_language_of_the_page_is_not_marked(name, page):
    assert shown_tag(name, page, is_name=True) == ""


def test_the_topics_to_choose_from_are_in_the_language_of_the_page(client, db, sila):
    from directory.reference_files import topics
    from tests.factories import make_topic

    lights = next(row for row in topics() if row["code"] == "electricity")
    make_topic("electricity", name_th=lights["name_th"], name_en=lights["name_en"], visibility_floor="public")
    client.cookies["language"] = "my"
    html = client.get("/cases/").content.decode()
    assert "လျှပ်စစ်နဲ့ အလင်းရောင်" in html and lights["name_en"] not in html
