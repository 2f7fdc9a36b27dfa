"""Phone numbers and names as people type them, and as they are kept."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complainant
from directory.person_names import clean_full_name
from directory.phones import normalise_number_to_call, normalise_phone, readable_phone, takes_messages


@pytest.mark.parametrize(
    "written",
    [
        "0812345678",
        "081-234-5678",
        "081 234 5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "+66812345678",
        "+66 (0) 81 234 5678",
        "66812345678",
        "0066812345678",
        "081\u200b2345678",
    ],
)
def test_a_thai_number_is_the_same_however_it_is_written(written):
    assert normalise_phone(written) == "+66812345678"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+1 (415) 555-2671", "+14155552671"),
        ("+95 9 781 234 567", "+959781234567"),
        ("+၉၅ ၉ ၇၈၁ ၂၃၄ ၅၆၇", "+959781234567"),
        ("+856 20 5512 3456", "+8562055123456"),
        ("+໘໕໖ ໒໐ ໕໕໑໒ ໓໔໕໖", "+8562055123456"),
        ("+855 12 345 678", "+85512345678"),
        ("+៨៥៥ ១២ ៣៤៥ ៦៧៨", "+85512345678"),
        ("00 86 138 0013 8000", "+8613800138000"),
        ("＋８６ １３８ ００１３ ８０００", "+8613800138000"),
    ],
)
def test_a_number_abroad_keeps_its_country_code(written, kept):
    assert normalise_phone(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "02-123-4567",
        "081234567",
        "08123456789",
        "0312345678",
        "เบอร์โทร",
        "081234567x",
        "812345678",
        "+0812345678",
        "²" * 10,
    ],
)
def test_what_cannot_receive_a_code_is_refused(written):
    with pytest.raises(ValidationError) as refused:
        normalise_phone(written)
    assert refused.value.code == "invalid_phone"


@pytest.mark.parametrize(
    ("written", "kept", "read"),
    [
        ("02-123-4567", "+6621234567", "02 123 4567"),
        ("๐๒ ๑๒๓ ๔๕๖๗", "+6621234567", "02 123 4567"),
        ("+66 (0) 2 123 4567", "+6621234567", "02 123 4567"),
        ("6621234567", "+6621234567", "02 123 4567"),
        ("043 123 456", "+6643123456", "043 123 456"),
        ("077-123456", "+6677123456", "077 123 456"),
    ],
)
def test_a_landline_can_be_called_and_gets_no_messages(written, kept, read):
    assert normalise_number_to_call(written) == kept == normalise_number_to_call(read)
    assert readable_phone(kept) == read and not takes_messages(kept)
    with pytest.raises(ValidationError):
        normalise_phone(written)


@pytest.mark.parametrize(
    ("written", "kept", "read"),
    [
        ("02-123-4567 ต่อ 12", "+6621234567;ext=12", "02 123 4567 ext. 12"),
        ("๐๒ ๑๒๓ ๔๕๖๗ ต่อ ๑๒๓๔", "+6621234567;ext=1234", "02 123 4567 ext. 1234"),
        ("021234567ต่อ12345", "+6621234567;ext=12345", "02 123 4567 ext. 12345"),
        ("043 123 456 กด 0", "+6643123456;ext=0", "043 123 456 ext. 0"),
        ("+66 (0) 2 123 4567 ext. 9", "+6621234567;ext=9", "02 123 4567 ext. 9"),
        ("02 123 4567 x12", "+6621234567;ext=12", "02 123 4567 ext. 12"),
        ("02-123-4567, #007", "+6621234567;ext=007", "02 123 4567 ext. 007"),
    ],
)
def test_an_extension_of_a_landline_is_kept_for_calls_only(written, kept, read):
    assert normalise_number_to_call(written) == kept
    assert len(kept) <= Complainant._meta.get_field("phone").max_length
    with translation.override("en"):
        assert readable_phone(kept) == read and normalise_number_to_call(read) == kept
    with translation.override("th"):
        assert " ต่อ " in readable_phone(kept) and normalise_number_to_call(readable_phone(kept)) == kept
    assert not takes_messages(kept)
    with pytest.raises(ValidationError):
        normalise_phone(written)
    with pytest.raises(ValidationError):
        normalise_phone(kept)


@pytest.mark.parametrize(
    "written",
    [
        "081 234 5678 ต่อ 12",
        "02 123 4567 ต่อ",
        "02 123 4567 ต่อ 1234567",
        "02 123 4567 ต่อ 12 ต่อ 13",
        "02 123 4567 ต่อ ห้อง 12",
        "ต่อ 12",
        "+1 415 555 2671 x12",
    ],
)
def test_no_other_extension_is_taken(written):
    with pytest.raises(ValidationError):
        normalise_number_to_call(written)


@pytest.mark.parametrize("written", ["0812345678", "+1 (415) 555-2671"])
def test_a_mobile_number_and_one_abroad_can_be_called_as_well(written):
    assert normalise_number_to_call(written) == normalise_phone(written)
    assert takes_messages(normalise_phone(written))


@pytest.mark.parametrize(
    "written", ["", "02-123-456", "02 123 45678", "041 123 456", "1555", "+660", "โทรบ้าน", "²" * 9]
)
def test_what_nobody_can_call_is_refused(written):
    with pytest.raises(ValidationError) as refused:
        normalise_number_to_call(written)
    assert refused.value.code == "invalid_phone"


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_refused(text):
    with suppress(ValidationError):
        assert normalise_number_to_call(text).startswith("+")
    with suppress(ValidationError):
        assert normalise_phone(text).startswith("+")


@given(st.from_regex(r"0[689][0-9]{8}", fullmatch=True))
def test_reading_a_number_out_and_typing_it_again_gives_the_same(number):
    assert normalise_phone(readable_phone(normalise_phone(number))) == normalise_phone(number)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("มาลี ใจดี", "มาลี ใจดี"),
        ("  มาลี   ใจดี ", "มาลี ใจดี"),
        ("มา\u200bลี ใจดี\u202e", "มาลี ใจดี"),
        ("ส\u0e4d\u0e32เริง แก้วคำ", "สำเริง แก้วคำ"),
        ("นาย สมชาย ณ เชียงใหม่", "นาย สมชาย ณ เชียงใหม่"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("น.ส.มาลี ใจดี", "น.ส.มาลี ใจดี"),
        ("ดร.สมชาย", "ดร.สมชาย"),
        ("Dr.Smith", "Dr.Smith"),
        ("มาลี", "มาลี"),
        ("Suharto", "Suharto"),
        ("ปู", "ปู"),
        ("မောင်မောင် လွင်", "မောင်မောင် လွင်"),
        ("ສົມໄຊ ວົງສາ", "ສົມໄຊ ວົງສາ"),
        ("សុខ សុភា", "សុខ សុភា"),
        ("李伟", "李伟"),
        ("阿迪力·买买提", "阿迪力·买买提"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("عبد الرحمن", "عبد الرحمن"),
    ],
)
def test_a_name_is_kept_in_one_spelling_without_anything_invisible(written, kept):
    assert clean_full_name(written) == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "name_too_short"),
        ("ม", "name_too_short"),
        ("-- ..", "name_too_short"),
        ("www.example.com", "name_has_other_characters"),
        ("มาลี bit.ly", "name_has_other_characters"),
        ("https://example.com", "name_has_other_characters"),
        ("มาลี <b>ใจดี</b>", "name_has_other_characters"),
        ("มาลี ใจดี 0812345678", "name_has_other_characters"),
    ],
)
def test_what_is_no_name_is_refused(written, code):
    with pytest.raises(ValidationError) as refused:
        clean_full_name(written)
    assert refused.value.code == code
