from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.references import (
    ALPHABET,
    InvalidReference,
    check_character,
    new_reference,
    normalise,
    opens,
    receipt_code,
    receipt_hash,
)

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
BURMESE = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class TestReference:
    def test_carries_the_buddhist_year_of_bangkok(self):
        assert new_reference(datetime(2026, 11, 22, tzinfo=UTC)).startswith("69-")

    def test_is_in_the_new_year_when_bangkok_is(self):
        assert new_reference(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)).startswith("70-")

    def test_S4_has_forty_random_bits_and_no_two_of_20000_are_equal(self):
        assert len({new_reference() for _ in range(20_000)}) == 20_000

    @given(st.data())
    def test_S4_is_read_the_same_however_people_write_it(self, data):
        reference = new_reference()
        letters = reference.replace("-", "")
        written = data.draw(
            st.sampled_from(
                [
                    letters,
                    letters.lower(),
                    letters.translate(THAI),
                    letters.translate(BURMESE),
                    letters.translate(KHMER),
                    " ".join(letters),
                    reference.replace("-", " – "),
                    reference.replace("0", "O").replace("1", "l").replace("V", "u"),
                    reference.replace("-", "\N{MINUS SIGN}"),
                    reference.replace("-", "\N{FULLWIDTH HYPHEN-MINUS}").translate(FULL_WIDTH),
                    reference.replace("-", "\N{EM DASH}"),
                    reference.replace("-", " / "),
                    f"({reference})",
                    "\u200b".join(letters),
                    f"  {reference}\n",
                ]
            )
        )
        assert normalise(written) == reference

    @given(st.integers(0, 10), st.sampled_from(ALPHABET))
    def test_finds_every_single_wrong_character(self, place, letter):
        letters = new_reference().replace("-", "")
        wrong = letters[:place] + letter + letters[place + 1 :]
        if wrong != letters:
            with pytest.raises(InvalidReference):
                normalise(wrong)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "reference_too_short"),
            ("69-7K3M-9QX", "reference_too_short"),
            ("69-7K3M-9QXT-CC", "reference_too_long"),
            ("69-7K3ก-9QXT-C", "reference_letter"),
            ("A9-7K3M-9QXT-C", "reference_letter"),
            ("0812345678", "reference_letter"),
            ("๐๘๑-๒๓๔-๕๖๗๘", "reference_letter"),
            ("ไฟหน้าบ้าน", "reference_letter"),
            ("6", "reference_too_short"),
            ("69-ไฟทา-9QXT-C", "reference_letter"),
            ("9" * 50_000, "reference_too_long"),
        ],
    )
    def test_says_what_is_wrong(self, text, code):
        with pytest.raises(InvalidReference) as refused:
            normalise(text)
        assert refused.value.code == code

    @given(st.text(max_size=300))
    def test_no_text_breaks_the_reader(self, text):
        try:
            assert len(normalise(text)) == 14
        except InvalidReference as refused:
            assert refused.messages

    def test_letters_that_no_number_has_are_read_as_what_they_look_like(self):
        assert normalise("69-7K3U-9QXT-x") == "69-7K3V-9QXT-X"
        check = check_character("6901319QXT")
        assert normalise(f"69-OI3l-9QXT-{check}") == f"69-0131-9QXT-{check}"

    def test_check_character_is_the_published_method(self):
        # ISO 7064 hybrid MOD 33,32: running the check over body and check character ends in 1.
        body = "697K3M9QXT"
        product = 32
        for letter in body:
            product = (((product + ALPHABET.index(letter)) % 32 or 32) * 2) % 33
        assert (product + ALPHABET.index(check_character(body))) % 32 == 1


class TestReceiptCode:
    def test_S7_has_eighty_bits_and_is_stored_as_an_hmac_only(self, settings):
        code = receipt_code("69-7K3M-9QXT-W", b"seed")
        assert len(code.replace("-", "")) == 16
        stored = receipt_hash("69-7K3M-9QXT-W", code)
        assert code not in stored
        settings.SECRET_KEY = "another key"
        assert not opens("69-7K3M-9QXT-W", code, stored)

    def test_opens_its_own_complaint_only(self):
        code = receipt_code("69-7K3M-9QXT-W", b"seed")
        stored = receipt_hash("69-7K3M-9QXT-W", code)
        assert opens("69-7K3M-9QXT-W", code.lower().replace("-", " "), stored)
        assert not opens("69-7K3M-9QXT-W", "0000-0000-0000-0000", stored)
        assert not opens("69-0000-0000-0", code, stored)
        assert not opens("69-7K3M-9QXT-W", code, "")

    def test_is_the_same_for_the_same_form_and_new_for_another(self):
        assert receipt_code("69-7K3M-9QXT-W", b"form") == receipt_code("69-7K3M-9QXT-W", b"form")
        assert receipt_code("69-7K3M-9QXT-W", b"form") != receipt_code("69-7K3M-9QXT-W", b"other form")
