"""Whether a picture is known again after what people and phones do to it, and not taken for another one."""

import io
import itertools

import pytest
from PIL import Image, ImageOps

from records.picture_looks import Look, bands_near, bands_of, bits_between, look_of
from records.pictures import clean_picture
from tests.records.files import encoded, photo
from tests.records.streets import brighter, cropped, street

STREETS = 40


@pytest.fixture(scope="module")
def streets():
    return [street(seed) for seed in range(STREETS)]


@pytest.fixture(scope="module")
def looks(streets):
    return [look_of(picture) for picture in streets]


def saved(picture, quality):
    return Image.open(io.BytesIO(encoded(picture, "JPEG", quality=quality)))


def between(one, other):
    """Bits that differ across, and in all."""
    across = bits_between(one.across, other.across)
    return across, across + bits_between(one.down, other.down)


def is_same(one, other):
    across, both = between(one, other)
    return across <= 7 and both <= 14


CHANGES = {
    "saved badly": lambda picture: saved(picture, 30),
    "half as large": lambda picture: picture.resize((480, 360)),
    "small and saved again": lambda picture: saved(picture.resize((320, 240)), 60),
    "darker": lambda picture: brighter(picture, 0.75),
    "brighter": lambda picture: brighter(picture, 1.2),
    "in grey": lambda picture: picture.convert("L"),
    "cut by 2 in 100": lambda picture: cropped(picture, 0.02),
    "all of it": lambda picture: saved(brighter(cropped(picture, 0.02), 1.1).resize((480, 360)), 50),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_is_known_again(streets, looks, change):
    known = [is_same(look, look_of(CHANGES[change](picture))) for picture, look in zip(streets, looks, strict=True)]
    assert sum(known) >= 0.95 * STREETS


def test_it_is_known_again_through_all_that_sending_does(streets, looks):
    sent = clean_picture(encoded(streets[0], "PNG"))
    assert is_same(looks[0], sent.look)
    again = clean_picture(sent.content)
    assert is_same(sent.look, again.look)


def test_streets_that_are_alike_are_not_taken_for_one(looks):
    assert [pair for pair in itertools.combinations(looks, 2) if is_same(*pair)] == []


def test_a_mirrored_picture_is_another_one(streets, looks):
    assert not any(is_same(look, look_of(ImageOps.mirror(each))) for look, each in zip(looks, streets, strict=True))


def test_the_same_place_before_and_after_the_work_is_hardly_ever_one(looks):
    after = [look_of(street(seed, repaired=True, step=0.2)) for seed in range(STREETS)]
    assert sum(between(*pair)[1] <= 6 for pair in zip(looks, after, strict=True)) <= 1


@pytest.mark.parametrize(
    "empty",
    [
        Image.new("RGB", (640, 480), "black"),
        Image.new("RGB", (640, 480), "white"),
        Image.new("L", (1, 1)),
        photo(),  # a plain gradient
        Image.effect_noise((640, 480), 4).convert("RGB"),  # the night, through a phone
    ],
    ids=["black", "white", "one pixel", "gradient", "night"],
)
def test_a_picture_of_nothing_has_no_look(empty):
    assert look_of(empty) is None


def test_a_look_fits_its_column(looks):
    for look in looks:
        assert -(2**63) <= look.across < 2**63
        assert -(2**63) <= look.down < 2**63
    assert any(look.across < 0 for look in looks)


class TestTheBands:
    @pytest.mark.parametrize("across", [0, -1, 1, 2**63 - 1, -(2**63), 0x0123_4567_89AB_CDEF])
    def test_are_four_small_numbers(self, across):
        assert len(set(bands_of(across))) == 4
        assert all(0 <= band < 2**18 for band in bands_of(across))
        assert len(set(bands_near(across))) == 4 * 17

    def test_meet_for_whatever_seven_bits_differ(self):
        near = set(bands_near(0))
        # Seven bits over four bands: the worst is two in each of three bands, and one in the last.
        for spread in itertools.product(range(3), repeat=4):
            if sum(spread) == 7:
                bits = [16 * band + n for band, many in enumerate(spread) for n in range(many)]
                other = sum(1 << bit for bit in bits)
                assert near & set(bands_of(other - (1 << 64) if other >> 63 else other))

    def test_do_not_meet_for_a_picture_of_another_place(self, looks):
        met = [
            pair
            for pair in itertools.combinations(looks, 2)
            if set(bands_near(pair[0].across)) & set(bands_of(pair[1].across))
        ]
        assert len(met) < 0.2 * STREETS * (STREETS - 1) / 2


def test_bits_are_counted_whatever_the_sign():
    assert bits_between(-1, 0) == 64
    assert bits_between(-(2**63), 2**63 - 1) == 64
    assert Look(5, 5) == Look(5, 5)
