"""Dates as Thais write them, clocks, icons and forms in accessible markup."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from complaints.next_steps import days_left
from complaints.progress import Step
from directory.thai_dates import show_date, show_time
from frontend import icons
from frontend.clocks import clock_of

NOON_IN_BANGKOK = datetime(2026, 11, 22, 7, 32, tzinfo=UTC)  # 14.32


def rendered(template: str, part: bool = False, **context) -> str:
    request = RequestFactory().get("/", headers={"x-part": "1"} if part else {})
    return Template(template).render(RequestContext(request, context))


class TestDates:
    @pytest.mark.parametrize(("language", "style", "shown"), [
        ("th", "short", "22 พ.ย. 2569"),
        ("th", "long", "22 พฤศจิกายน 2569"),
        ("th", "day", "22 พ.ย."),
        ("en", "short", "22 Nov 2026"),
        ("en", "long", "22 November 2026"),
    ])  # fmt: skip
    def test_are_buddhist_in_thai_and_common_in_english(self, language, style, shown):
        with override(language):
            assert show_date(NOON_IN_BANGKOK, style) == shown

    def test_change_at_midnight_in_bangkok_not_in_greenwich(self):
        with override("th"):
            assert show_date(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "1 ม.ค. 2570"
            assert show_date(date(2026, 12, 31)) == "31 ธ.ค. 2569"

    @pytest.mark.parametrize(("language", "shown"), [("th", "14.32 น."), ("en", "14:32")])
    def test_times_follow_the_language(self, language, shown):
        with override(language):
            assert show_time(NOON_IN_BANGKOK) == shown

    def test_a_moment_can_be_read_by_machines(self):
        with override("th"):
            assert rendered("{% moment at %}", at=NOON_IN_BANGKOK) == (
                '<time datetime="2026-11-22T14:32+07:00">22 พ.ย. 2569 14.32 น.</time>'
            )

    def test_nothing_is_shown_for_a_date_that_is_not_there(self):
        assert rendered("{{ at|thai_date }}{{ at|thai_time }}{% moment at %}", at=None) == ""


def part_of_a_case(state: str, *, given: timedelta, left: timedelta, answered: timedelta | None = None):
    now = timezone.now()
    due_at = now + left
    return SimpleNamespace(
        state=state,
        proposed_at=due_at - given,
        accept_by=due_at,
        accepted_at=due_at - given,
        due_at=due_at,
        answered_at=answered and now + answered,
    )


WEEK = timedelta(days=7)
FRIDAY = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)  # 10:00
SUNDAY = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestAClock:
    @pytest.mark.parametrize(("state", "now", "left", "look", "words"), [
        ("working", FRIDAY, timedelta(days=5), "", "เหลือ 3 วันทำการ"),  # Wednesday: Saturday and Sunday are none
        ("working", FRIDAY, timedelta(days=3), "", "เหลือ 1 วันทำการ"),
        ("working", FRIDAY, timedelta(hours=41), "near", "เหลือ 41 ชม."),
        ("working", FRIDAY, timedelta(minutes=40, seconds=9), "near", "เหลือ 40 นาที"),
        ("working", FRIDAY, timedelta(hours=-5), "late", "เลยมา 5 ชม."),
        ("proposed", FRIDAY, timedelta(days=-7), "late", "เลยมา 5 วันทำการ"),
        ("working", SUNDAY, timedelta(hours=-50), "late", "เลยมา 50 ชม."),  # since Friday: no working day has passed
        ("waiting", FRIDAY, timedelta(days=-3), "pause", "หยุดนับ"),
    ])  # fmt: skip
    def test_tells_what_is_left(self, state, now, left, look, words, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: now)
        with override("th"):
            clock = clock_of(part_of_a_case(state, given=WEEK, left=left))
        assert (clock.look, clock.words) == (look, words)

    @pytest.mark.parametrize(("given_at", "now", "days"), [
        (SUNDAY, SUNDAY, 3),  # until Thursday: Monday is when the days begin to count
        (FRIDAY, SUNDAY, 4),
        (SUNDAY - timedelta(days=30), SUNDAY, 4),
    ])  # fmt: skip
    def test_counts_the_days_as_who_complained_reads_them(self, given_at, now, days, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: now)
        due_at = SUNDAY + timedelta(days=4)
        with override("en"):
            clock = clock_of(part_of_a_case("working", given=due_at - given_at, left=due_at - now))
            assert clock.words == f"{days} working days left" == days_left(due_at, since=given_at)

    def test_given_on_a_day_off_counts_every_hour_of_a_short_time(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: SUNDAY)
        with override("en"):
            clock = clock_of(part_of_a_case("working", given=timedelta(hours=40), left=timedelta(hours=40)))
        assert clock.words == "40 hours left"

    def test_says_of_what_ends_by_itself_too_which_days_it_counts(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: FRIDAY)
        praise = part_of_a_case("working", given=WEEK, left=timedelta(days=5))
        praise.kind = "praise"
        with override("en"):
            assert clock_of(praise).words == "Closes in 3 working days"

    def test_of_an_answer_in_time_says_so(self):
        with override("th"):
            in_time = clock_of(part_of_a_case("answered", given=WEEK, left=-WEEK, answered=-2 * WEEK))
            late = clock_of(part_of_a_case("approved", given=WEEK, left=-2 * WEEK, answered=-WEEK))
        assert (in_time.words, late.words) == ("ทันเวลา", "ตอบช้ากว่ากำหนด")

    @pytest.mark.parametrize("state", ["declined", "transferred"])
    def test_is_not_there_for_who_gave_the_case_away(self, state):
        assert clock_of(part_of_a_case(state, given=WEEK, left=WEEK)) is None


class TestIcons:
    def test_a_page_draws_each_used_icon_once(self):
        page = rendered('{% icon "lock" %}{% icon "lock" %}{% icon "send" %}{% sprite %}')
        assert page.count("<symbol") == 2
        assert page.count('href="#i-lock"') == 2

    def test_is_drawn_in_one_stroke_where_its_paths_are_plain(self):
        assert (
            icons._in_one_stroke('<g><path d="M1 2l3 0" /> <path d="M4 5v6" /></g>')
            == '<g><path d="M1 2l3 0 M4 5v6" /></g>'
        )
        for kept in ('<path d="M1 2" /> <path d="m4 5" />', '<path d="M1 2" /> <path fill="none" d="M4 5" />'):
            assert icons._in_one_stroke(kept) == kept

    def test_a_part_fetched_later_brings_its_drawings_and_no_second_sprite(self):
        part = rendered('{% icon "lock" %}{% sprite %}', part=True)
        assert "<use" not in part
        assert "<path" in part
        assert "<symbol" not in part

    def test_beside_words_they_are_silent_and_alone_they_speak(self):
        assert 'aria-hidden="true"' in rendered('{% icon "lock" %}')
        assert 'role="img" aria-label="ลับ"' in rendered('{% icon "lock" label="ลับ" %}')

    def test_a_name_nobody_drew_is_refused(self):
        with pytest.raises(icons.UnknownIcon):
            rendered('{% icon "mascot" %}{% sprite %}')


class TestChips:
    def test_speak_to_the_complainant_to_everybody_and_to_the_desk(self):
        case = SimpleNamespace(state="awaiting_complainant", outcome="")
        with override("th"):
            assert "รอข้อมูลจากคุณ" in rendered("{% state_chip case %}", case=case)
            assert "รอข้อมูลจากผู้แจ้ง" in rendered('{% state_chip case to="public" %}', case=case)
            assert "รอผู้แจ้งตอบ" in rendered('{% state_chip case to="desk" %}', case=case)
            assert rendered("{% outcome_chip case %}", case=case) == ""


class FilingForm(forms.Form):
    text = forms.CharField(max_length=4000, widget=forms.Textarea, help_text="เล่าว่าเกิดอะไร", label="เรื่องที่แจ้ง")
    visibility = forms.ChoiceField(choices=[("public", "ทุกคน"), ("agency", "หน่วยงาน")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="ฉันอ่านแล้ว")
    photo = forms.FileField(required=False)


class TestAField:
    def test_ties_hint_error_and_letters_left_to_its_control(self):
        shown = rendered("{% field form.text count=True %}", form=FilingForm({}))
        assert 'aria-describedby="id_text-info id_text-hint id_text-error"' in shown
        for part in ("info", "hint", "error"):
            assert f'id="id_text-{part}"' in shown
        assert 'data-maxlength="4000"' in shown
        assert "4,000" in shown

    def test_of_choices_is_a_fieldset_with_its_error_in_the_description(self):
        shown = rendered("{% field form.visibility %}", form=FilingForm({}))
        assert '<fieldset class="govuk-fieldset" aria-describedby="id_visibility-error">' in shown
        assert shown.count('type="radio"') == 2

    def test_keeps_what_was_chosen(self):
        shown = rendered(
            "{% field form.visibility %}{% field form.agreed %}",
            form=FilingForm({"visibility": "agency", "agreed": "on"}),
        )
        assert 'value="agency" checked' in shown
        assert shown.count(" checked") == 2

    def test_escapes_what_people_typed(self):
        shown = rendered("{% field form.text %}", form=FilingForm({"text": "</textarea><script>alert(1)</script>"}))
        assert "<script>" not in shown

    def test_takes_attributes_for_scripts(self):
        assert 'data-place="province"' in rendered('{% field form.text data_place="province" %}', form=FilingForm())


class TestTheErrorSummary:
    def test_says_how_many_and_leads_to_each_field(self):
        with override("th"):
            shown = rendered("{% error_summary form %}", form=FilingForm({}))
        assert "ยังไม่ได้ส่ง มี 3 ข้อที่ต้องแก้" in shown
        assert 'href="#id_text"' in shown
        assert 'href="#id_visibility_0"' in shown

    def test_speaks_of_no_sending_where_nothing_is_sent(self):
        with override("th"):
            shown = rendered("{% error_summary form unsent=False %}", form=FilingForm({}))
        assert "มี 3 ข้อที่ต้องแก้" in shown
        assert "ส่ง" not in shown.split("</h2>")[0]

    def test_is_not_there_without_mistakes(self):
        assert rendered("{% error_summary form %}", form=FilingForm()) == ""

    def test_names_the_field_where_its_words_would_do_for_any(self):
        class TwoNames(forms.Form):
            thai = forms.CharField(label="Name in Thai")
            english = forms.CharField(label="Name in English", max_length=3)
            kind = forms.ChoiceField(label="Kind <b>", choices=[("a", "A")])
            own = forms.CharField(label="Reason", error_messages={"required": "Say why."})

        with override("en"):
            shown = rendered("{% error_summary form %}", form=TwoNames({"english": "abcd", "kind": "x"}))
            beside = rendered("{% field form.thai %}", form=TwoNames({}))
        assert '<a href="#id_thai">Name in Thai: This is still empty. Fill it in.</a>' in shown
        assert "Name in English: Ensure this value has at most 3 characters (it has 4)." in shown
        assert "Kind &lt;b&gt;: Select a valid choice." in shown
        assert '<a href="#id_own">Say why.</a>' in shown, "words of its own say it already"
        assert "Name in Thai: " not in beside, "beside the field its label stands above"


class TestAPartDrawnForAlikeValues:
    PART = '{% alike "complaints/_path.html" steps=steps %}'

    def test_is_drawn_anew_for_other_values_and_in_the_other_language(self):
        done, now = (Step("รับเรื่อง", True, False),), (Step("รับเรื่อง", False, True),)
        with override("th"):
            thai = rendered(self.PART, steps=done)
            assert 'class="done"' in thai
            assert 'class="now"' in rendered(self.PART, steps=now)
        with override("en"):
            assert rendered(self.PART, steps=done) != thai

    def test_knows_nothing_but_them(self):
        steps = (Step("รับเรื่องแล้ว", True, False),)
        part = "{% alike 'complaints/_queue_tab.html' label='ทั้งหมด' %}"
        assert rendered(part) == rendered(part, count=7, is_here=True, name="ความลับ")
        assert rendered(self.PART, steps=steps, reference="ความลับ") == rendered(self.PART, steps=steps)


class TestFixedWords:
    def test_of_a_template_are_in_the_language_of_each_reader(self):
        for language, words in (("th", "ไม่มีอินเทอร์เน็ต"), ("en", "No internet"), ("th", "ไม่มีอินเทอร์เน็ต")):
            with override(language):
                assert words in rendered('{% include "components/no_internet.html" %}')
