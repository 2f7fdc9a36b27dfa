"""A place is found by what people call it, however they spell it."""

import time
import unicodedata

import pytest

from directory import place_search, reference_files
from directory.place_names import OTHER_NAMES
from directory.place_search import find_places, place_meant_by
from tests.factories import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    for code, thai, english in [
        (10, "กรุงเทพมหานคร", "Bangkok"),
        (1002, "ดุสิต", "Dusit"),
        (100201, "ดุสิต", "Dusit"),
        (40, "ขอนแก่น", "Khon Kaen"),
        (4001, "เมืองขอนแก่น", "Mueang Khon Kaen"),
        (4023, "โนนศิลา", "Non Sila"),
        (67, "เพชรบูรณ์", "Phetchabun"),
        (6703, "หล่มเก่า", "Lom Kao"),
        (50, "เชียงใหม่", "Chiang Mai"),
        (95, "ยะลา", "Yala"),
        (9507, "ธารโต", "Than To"),
        (950704, "คีรีเขต", "Khiri Khet"),
    ]:
        make_area(code, thai, english)
    make_area(400105, "ศิลา", "Sila", postal_code="40000")
    make_area(400101, "ในเมือง", "Nai Mueang", postal_code="40000")
    make_area(670306, "ศิลา", "Sila", postal_code="67120")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ศิลา ขอนแก่น", 400105),
        ("ขอนแก่น ศิลา", 400105),
        ("ศิลาขอนแก่น", 400105),
        ("ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น", 400105),
        ("ต.ศิลาอ.เมืองขอนแก่นจ.ขอนแก่น", 400105),
        ("ตำบล ศิลา จังหวัด ขอนแก่น", 400105),
        ("ต.ศิลา เพชรบูรณ์", 670306),
        ("Sila, Khon Kaen", 400105),
        ("sila khonkaen", 400105),
        ("Sila sub-district, Lom Kao district, Phetchabun", 670306),
        ("Muang Khonkaen", 4001),
        ("ขอนแก่น", 40),
        ("จ.ขอนแก่น", 40),
        ("อ.เมือง ขอนแก่น", 4001),
        ("เขตดุสิต", 1002),
        ("แขวงดุสิต", 100201),
        ("กทม.", 10),
        ("กรุงเทพฯ", 10),
        ("คีรีเขต", 950704),  # ends like a title and is none
    ],
)
def test_by_name_with_or_without_titles(places, typed, first):
    assert find_places(typed).places[0].code == first


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("清迈", 50),
        ("清迈府", 50),
        ("ຂອນແກ່ນ", 40),
        ("ຈັງຫວັດຂອນແກ່ນ", 40),
        ("ဘန်ကောက်", 10),
        ("ချင်းမိုင်", 50),
        ("បាងកក", 10),
        ("បាង\u200bកក", 10),
        ("မဲဆောက်", 6306),
        ("မဲဆောက်မြို့", 6306),
        ("湄索", 6306),
        ("អរញ្ញប្រទេស", 2706),
        ("មហាឆៃ", None),  # a name that nobody has written down yet
    ],
)
def test_by_its_name_in_the_language_of_who_works_there(places, typed, code):
    for each, thai, english in [(63, "ตาก", "Tak"), (6306, "แม่สอด", "Mae Sot"), (27, "สระแก้ว", "Sa Kaeo")]:
        make_area(each, thai, english)
    make_area(2706, "อรัญประเทศ", "Aranyaprathet")
    place_search.forget_places()
    assert [area.code for area in find_places(typed).places][:1] == ([code] if code else [])


def test_of_equal_names_the_one_in_ones_own_province_comes_first(places):
    def first(typed, province):
        return find_places(typed, province=province).places[0].code

    assert (first("ศิลา", 40), first("ศิลา", 67)) == (400105, 670306)
    assert first("ต.ศิลา เพชรบูรณ์", 40) == 670306


def test_every_name_from_elsewhere_is_of_a_place_and_in_one_script():
    import geothai

    provinces = geothai.provinces()
    districts = [each for province in provinces for each in geothai.districts(province.code)]
    known = {int(each.code) for each in (*provinces, *districts)}
    assert OTHER_NAMES.keys() <= known
    for name in (name for names in OTHER_NAMES.values() for name in names):
        assert len({unicodedata.name(letter).split()[0] for letter in name}) == 1, name


@pytest.mark.parametrize("typed", ["สิลา", "ศีลา", "ศิ ลา", "ศิ\u200bลา", "ศ\u0e34ลา์", "SILA", "  ศิลา  ", "ศอลา", "ต. ศิลา"])
def test_by_spellings_that_people_use(places, typed):
    assert {area.code for area in find_places(typed).places} >= {400105, 670306}


@pytest.mark.parametrize("typed", ["เชียงไหม่", "เชียงใหม", "Chiangmai", "เชี่ยงใหม่"])
def test_by_a_name_half_the_country_misspells(places, typed):
    assert find_places(typed).places[0].code == 50


def test_two_letters_e_are_the_vowel_they_look_like(places):
    assert find_places("ขอนเเก่น").places[0].code == 40


@pytest.mark.parametrize("typed", ["40000", "๔๐๐๐๐", "รหัส 40000".removeprefix("รหัส "), "ศิลา 40000", "ศิลา ๔๐๐๐๐"])
def test_by_postal_code_in_any_digits(places, typed):
    assert 400105 in {area.code for area in find_places(typed).places}
    assert 670306 not in {area.code for area in find_places(typed).places}


def test_a_postal_code_brings_its_district_first(places):
    assert [area.code for area in find_places("40000").places] == [4001, 400101, 400105]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ก", "ต.", "ตำบล", "xyzzy", "99999", "400000", "%", "_%", "' OR 1=1 --", "ฮ" * 5000, "ศิลา ภูเก็ต", "\0"],
)
def test_what_fits_nothing_finds_nothing(places, typed):
    assert find_places(typed).places == []


def test_knows_the_names_of_what_it_found_without_asking_again(places, django_assert_num_queries):
    find_places("ศิลา")
    with django_assert_num_queries(0):
        assert find_places("ศิลา ขอนแก่น").places[0].full_name("th") == "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น"


def test_says_when_there_are_more(places):
    assert find_places("ศิลา", most=1).more
    assert not find_places("ศิลา").more


@pytest.fixture(scope="module")
def rows():
    return {row["code"]: row for row in reference_files.areas()}


@pytest.fixture(scope="module")
def index(rows):
    columns = ("code", "name_th", "name_en", "postal_code", "name_th")
    return place_search._Index(tuple(row[column] for column in columns) for row in rows.values())


class TestAmongAllPlacesOfTheCountry:
    def best(self, index, typed):
        return index.find(place_search.words_of(typed))[0]

    def test_every_one_is_found_by_its_full_name_in_both_languages(self, index, rows):
        assert len(rows) == 77 + 928 + 7436
        for code in list(rows)[::200]:
            chain = [rows[up] for up in place_search._chain(code)]
            for name in ("name_th", "name_en"):
                assert code in index.find(place_search.words_of(", ".join(row[name] for row in chain)))

    @pytest.mark.parametrize(
        ("typed", "code"),
        [("โคราช", 30), ("หาดใหญ่", 9011), ("ศิลา ขอนแก่น", 400114), ("นครราชศรีมา", 30), ("บางกะปี", 1006)],
    )
    def test_the_one_that_is_meant_comes_first(self, index, typed, code):
        assert self.best(index, typed) == code

    @pytest.mark.parametrize("typed", ["ศิลา ขอนแก่น", "40000", "Sila", "ฮฮฮฮฮฮ", "ก ข ค ง จ ฉ", "a " * 50, "เมือง" * 20])
    def test_I7_no_question_takes_long(self, index, typed):
        index.find(place_search.words_of(typed))
        began = time.process_time()
        for _ in range(5):
            index.find(place_search.words_of(typed))
        assert (time.process_time() - began) / 5 < 0.1


class TestASlipInAName:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("ขอนเก่น", "ขอนแก่น"),
            ("จ.ขอนเก่น", "จ.ขอนแก่น"),
            ("เชียงหม่", "เชียงใหม่"),
            ("เพชรบูรน", ""),  # ณ and น are one letter here: it is found as it stands
            ("เพรชบูรณ์", "เพชรบูรณ์"),
            ("อ.ขอนเก่น", ""),  # the province is no district
            ("ขอน", ""),
            ("ถนนเป็นหลุมลึกมากหน้าโรงเรียนบ้านหนองแวง", ""),
            ("Khon Kean", ""),
            ("", ""),
        ],
    )
    def test_is_told_where_one_place_is_that_near(self, places, typed, meant):
        assert place_meant_by(typed) == meant

    def test_of_two_that_are_as_near_the_larger_is_meant_and_none_of_equals(self, places):
        make_area(4002, "บ้านฝาง", "Ban Fang")
        make_area(670307, "บ้านหาง", "Ban Hang")
        place_search.forget_places()
        assert place_meant_by("บ้านกาง") == "บ้านฝาง"
        make_area(4003, "บ้านผาง", "Ban Phang")
        place_search.forget_places()
        assert place_meant_by("บ้านกาง") == ""
