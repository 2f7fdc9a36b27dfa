"""Tags and filters of every template; they are built in, no template loads them. See docs/frontend.md."""

import re
from collections.abc import Sequence, Sized
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context, Node
from django.template.base import Parser, TextNode, Token
from django.template.loader import render_to_string
from django.templatetags.i18n import do_translate
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from complaints import kind_asking, kind_words
from complaints.found_words import marked
from complaints.kinds import outcome_words
from complaints.text_languages import TextLanguage, shown_tag
from directory.calendar import next_working_moment
from directory.installation import house_name as our_name
from directory.installation import the_installation
from directory.models import Installation
from directory.thai_dates import show_date, show_time
from frontend import govuk_forms, guides, icons, thai_dates, wording
from frontend.clocks import clock_of, in_working_days, kind_of
from frontend.why_agency import reason_for, waits_for_its_place
from routing.rules import responsible_agency

register = template.Library()
_USED = "_icons_used"
_DRAWN: dict[tuple[Any, ...], tuple[SafeString, frozenset[str]]] = {}
MOST_DRAWN = 2000
MOST_LIKE = 3
_HERE = "/here-goes-the-address/"


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, label: str = "") -> SafeString:
    """{% icon "map-pin" %}: decoration beside words. With a label it speaks for itself."""
    return draw_icon(context, name, label)


def draw_icon(context: Context, name: str, label: str = "") -> SafeString:
    """In a page, a reference into the sprite; in a part fetched later or a page without a request, the drawing itself."""
    request = context.get("request")
    if request is None or "X-Part" in request.headers:
        return _icon(name, label, drawn_here=True)
    request.__dict__.setdefault(_USED, set()).add(name)
    return _icon(name, label, drawn_here=False)


@lru_cache(maxsize=500)
def _icon(name: str, label: str, *, drawn_here: bool) -> SafeString:
    speaks = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    if drawn_here:
        drawn = mark_safe(icons.drawing(name))  # noqa: S308 -- our own build wrote it
        return format_html('<svg class="i" viewBox="0 0 24 24" {}>{}</svg>', speaks, drawn)
    return format_html('<svg class="i" {}><use href="#{}"/></svg>', speaks, icons.symbol_id(name))


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """{% translate "Sign in" %}: Django's own; fixed words are looked up when the template is compiled.

    frontend.loaders compiles each template once in each language.
    """
    node = do_translate(parser, token)
    said = node.filter_expression
    is_fixed = said.var.lookups is None and not (said.filters or node.asvar or node.noop or node.message_context)
    return TextNode(node.render(Context())) if is_fixed else node


@register.simple_tag(takes_context=True)
def house(context: Context) -> Installation:
    """{% house as house %}: what this installation says of itself. A page that knows no reader asks nothing of the database."""
    return the_installation() if "user" in context else the_installation.last()


@register.simple_tag(takes_context=True)
def house_name(context: Context, language: str = "") -> str:
    """{% house_name %}: what this installation is called; {% house_name "th" %} in this language."""
    return our_name(language, row=house(context))


@register.simple_tag(takes_context=True)
def shell(context: Context, name: str) -> SafeString:
    """{% shell "components/top.html" %}: a part of the frame, drawn once for all who see the same in it.

    What it shows may hang on the language, the demo, the open door, the person's name, agency and desks, and on the
    address (as `here`); on nothing else.
    """
    request, user = context.get("request"), context.get("user")
    if request is None or user is None:
        return _draw(context, name)
    person: tuple[Any, ...] = ()
    if user.is_authenticated:
        held = user.active_roles[0].agency.short_name if user.active_roles else ""
        person = (user.get_short_name(), held, tuple((door.address, door.is_here) for door in context["desk_doors"]))
    doors = tuple(door.is_here for door in context["doors"])
    drawn = _draw_once(context, name, (context["demo_mode"], doors, person))
    return SafeString(drawn.replace(_HERE, escape(request.get_full_path())))


@register.simple_tag(takes_context=True)
def alike(context: Context, name: str, **values: Any) -> SafeString:
    """{% alike "complaints/_path.html" steps=steps %}: a part drawn once for the same values in a language.

    The part knows these values and nothing else; they must be hashable.
    """
    request = context.get("request")
    apart = context.new({**values, "request": request})
    apart.template = context.template
    return _draw_once(apart, name, tuple(values.values())) if request is not None else _draw(apart, name)


@register.simple_tag(takes_context=True)
def fixed(context: Context, name: str) -> SafeString:
    """{% fixed "complaints/_office_keys.html" %}: a part that hangs on the language alone, drawn once in each."""
    return _draw_once(context, name, ()) if context.get("request") is not None else _draw(context, name)


def _draw(context: Context, name: str) -> SafeString:
    part: SafeString = context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]
    return part


def _draw_once(context: Context, name: str, hangs_on: tuple[Any, ...]) -> SafeString:
    request = context["request"]
    key = (name, get_language(), house(context).version, "X-Part" in request.headers, *hangs_on)
    if key not in _DRAWN:
        if len(_DRAWN) >= MOST_DRAWN:
            _DRAWN.clear()
        used_before = request.__dict__.pop(_USED, set())
        with context.push(here=_HERE):
            drawn = _draw(context, name)
        _DRAWN[key] = drawn, frozenset(request.__dict__.get(_USED, ()))
        request.__dict__[_USED] = used_before
    drawn, icons_used = _DRAWN[key]
    request.__dict__.setdefault(_USED, set()).update(icons_used)
    return drawn


@register.simple_tag(takes_context=True)
def sprite(context: Context) -> SafeString:
    """The drawings of the icons used above it; base.html ends with it."""
    used = getattr(context.get("request"), _USED, ())
    return mark_safe(icons.sprite(used))  # noqa: S308 -- our own build wrote it


@register.simple_tag
def guides_like(text: str, shown: Sized) -> list[guides.Guide]:
    """{% guides_like data.text similar as guides %}: help that may answer a text, beside what is shown already; three in all."""
    return guides.guides_like(text, MOST_LIKE - len(shown))


_ACT_ON_A_CASE = re.compile(r"/(?:track|office)/(?P<field>field/)?(?P<reference>\d\d-[\w-]+)/(?:(?P<act>\w+)/)?$")


@register.filter
def thai_date(at: date | datetime | None, style: str = "short") -> str:
    """{{ case.created_at|thai_date }} 22 พ.ย. 2569; :"long" 22 พฤศจิกายน 2569; :"day" 22 พ.ย."""
    return show_date(at, style) if at else ""


@register.filter
def thai_time(at: datetime | None) -> str:
    """{{ event.at|thai_time }} 14.32 น."""
    return show_time(at) if at else ""


@register.filter
def since(at: datetime | None) -> str:
    """{{ case.created_at|since }} 12 นาที: how long ago, in its largest sensible unit."""
    return thai_dates.show_length(timezone.now() - at) if at else ""


@register.filter
def long(length: timedelta | None) -> str:
    """{{ step.mean|long }} 3 วัน: a stretch of time, in its largest sensible unit."""
    return "" if length is None else thai_dates.show_length(length)


@register.filter
def draft_key(path: str) -> str:
    """{{ next|draft_key }}: under which key the form that is sent to this address is kept on the device; "" of others."""
    found = _ACT_ON_A_CASE.match(path or "")
    if found is None:
        return ""
    if found["field"]:
        return f"field-{found['reference']}"
    act = {"transfer": "decline"}.get(found["act"] or "", found["act"])
    return f"{act}-{found['reference']}" if act else ""


@register.filter
def thousands(number: int) -> str:
    """{{ total|thousands }} 48,213"""
    return f"{number:,}"


@register.simple_tag
def moment(at: datetime | None, *, whole_day: bool = False) -> SafeString:
    """{% moment event.at %}: date and time in a <time> element. whole_day=True: midnight is the day alone."""
    if at is None:
        return SafeString("")
    local = timezone.localtime(at)
    is_day = whole_day and (local.hour, local.minute) == (0, 0)
    shown = show_date(local.date()) if is_day else f"{show_date(local.date())} {show_time(local)}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.simple_tag(takes_context=True)
def state_chip(context: Context, case: Any, to: str = "you", kind: str = "") -> SafeString:
    """{% state_chip case %}: the state of a case (or a state's name). to: "you", "public" (a stranger) or "desk".

    kind: of a case whose state is given by name.
    """
    kind, outcome = kind or getattr(case, "kind", ""), getattr(case, "outcome", "")
    return _chip(context, wording.case_words(_value(case, "state"), kind, outcome), to)


@register.simple_tag(takes_context=True)
def assignment_chip(context: Context, assignment: Any) -> SafeString:
    """{% assignment_chip assignment %}: the state of one agency's part."""
    kind = "" if isinstance(assignment, str) else kind_of(assignment)
    return _chip(context, wording.part_words(_value(assignment, "state"), kind), "desk")


@register.simple_tag
def part_state(assignment: Any) -> Promise:
    """{% part_state part %}: the state of one agency's part in words alone, as everybody reads them."""
    return wording.part_words(assignment.state, kind_of(assignment)).public


@register.simple_tag
def offices_open_again() -> str:
    """{% offices_open_again as opens %}: "Monday 8:30", with the date from a week ahead on; empty while offices are open."""
    now = timezone.now()
    opens = next_working_moment(now)
    if opens <= now:
        return ""
    day = str(WEEKDAYS[opens.weekday()])
    if (opens.date() - timezone.localtime(now).date()).days >= len(WEEKDAYS):
        day = f"{day} {show_date(opens, 'day')}"
    return f"{day} {show_time(opens)}"


@register.simple_tag
def asking(case: Any) -> kind_asking.Asking:
    """{% asking case as asked %}: how the person who filed is asked about the answer to a case of this kind."""
    return kind_asking.asking(case.kind, case.outcome)


@register.simple_tag
def answering(case: Any) -> kind_asking.Answering:
    """{% answering case as answer %}: how an officer is asked for the answer to a case of this kind."""
    return kind_asking.ANSWERING[case.kind]


@register.simple_tag
def asking_too(case: Any) -> kind_words.Too:
    """{% asking_too case as too %}: how others say of a case of this kind that it is theirs as well."""
    return kind_words.TOO[case.kind]


@register.simple_tag
def others_too(kind: str, n: int, with_me: bool = False) -> str:
    """{% others_too case.kind case.me_too_count %}: how many others did, in words; with_me: the reader is one of them."""
    return kind_words.others_too(kind, n, with_me=with_me)


@register.filter
def on_day(words: Promise, day: datetime | None) -> str:
    """{{ asked.answer_by|on_day:case.confirm_by }}: words with a day in them."""
    return str(words) % {"day": thai_date(day)}


@register.simple_tag(takes_context=True)
def consultation_chip(context: Context, consultation: Any) -> SafeString:
    """{% consultation_chip consultation %}: whether it is announced, open or over."""
    return _chip(context, wording.CONSULTATION[_value(consultation, "state")], "public")


@register.simple_tag(takes_context=True)
def petition_chip(context: Context, petition: Any) -> SafeString:
    """{% petition_chip petition %}: whether it is being checked, open, to be answered, answered or closed."""
    return _chip(context, wording.PETITION[_value(petition, "state")], "public")


@register.simple_tag(takes_context=True)
def outcome_chip(context: Context, case: Any) -> SafeString:
    """{% outcome_chip case %}: what became of it; nothing while there is no outcome."""
    outcome = _value(case, "outcome")
    if not outcome:
        return SafeString("")
    look = wording.OUTCOME[outcome]
    words = outcome_words(outcome, getattr(case, "kind", ""))
    css = f"chip chip--{look.look}" if look.look else "chip"
    return format_html('<span class="{}">{}{}</span>', css, draw_icon(context, look.icon), words)


@register.simple_tag(takes_context=True)
def kind_tag(context: Context, case: Any) -> SafeString:
    """{% kind_tag case %}: the kind of a case (or a kind's name)."""
    words = wording.KIND[_value(case, "kind")]
    return format_html('<span class="tag">{} {}</span>', draw_icon(context, words.icon), words.you)


@register.simple_tag(takes_context=True)
def language_tag(context: Context, code: str) -> SafeString:
    """{% language_tag complaint.text_language %}: the language of a text; nothing for Thai, as nearly all are."""
    if code in {"", TextLanguage.THAI}:
        return SafeString("")
    return format_html('<span class="tag">{} {}</span>', draw_icon(context, "language"), TextLanguage(code).label)


@register.simple_tag
def found(text: str, words: Sequence[str] = (), letters: int = 0) -> SafeString:
    """A text with what was searched for marked (complaints.found_words)."""
    return marked(text, words or (), letters)


@register.simple_tag
def lang_of(text: object) -> SafeString:
    """<p{% lang_of case.public_text %}>: the language of words that people wrote, where it is not the page's."""
    return _lang(shown_tag(str(text), get_language() or ""))


@register.simple_tag
def lang_of_name(name: object) -> SafeString:
    """<span{% lang_of_name row.agency %}>: the same for the name of an agency, a place or a topic."""
    return _lang(shown_tag(str(name), get_language() or "", is_name=True))


def _lang(tag: str) -> SafeString:
    return format_html(' lang="{}"', tag) if tag else SafeString("")


@register.simple_tag(takes_context=True)
def eye(context: Context, seen_by: str, to: str = "you") -> SafeString:
    """{% eye event.seen_by %}: who sees a row of the timeline."""
    words = wording.SEEN_BY[seen_by]
    return format_html('<span class="eye">{}{}</span>', draw_icon(context, words.icon), words.to(to))


@register.simple_tag(takes_context=True)
def pin(context: Context, kind: str, now: bool = False) -> SafeString:
    """{% pin event.kind %}: the pin of a row of the timeline; now=True for the newest."""
    name, look = wording.PIN.get(kind, wording.PIN_OF_ANYTHING_ELSE)
    look = "now" if now else look
    css = f"pin pin--{look}" if look else "pin"
    return format_html('<span class="{}">{}</span>', css, draw_icon(context, name))


@register.simple_tag(takes_context=True)
def clock(context: Context, assignment: Any, to: str = "desk") -> SafeString:
    """{% clock assignment to="public" %}: the time that is left, or how late it is; nothing where nothing is due.

    Citizens read working days, as everywhere on their pages; the desk the length itself, down to minutes.
    """
    shown = clock_of(assignment) if to == "desk" else in_working_days(clock_of(assignment), assignment)
    if shown is None:
        return SafeString("")
    css = f"clock clock--{shown.look}" if shown.look else "clock"
    drawn = draw_icon(context, shown.icon)
    if shown.due_at is None:
        return format_html('<span class="{}">{}{}</span>', css, drawn, shown.words)
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}{}</time>',
        css,
        timezone.localtime(shown.due_at).isoformat(timespec="minutes"),
        thai_dates.show_due(shown.due_at),
        drawn,
        shown.words,
    )


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField, **options: Any) -> SafeString:
    """{% field form.text %}: label, hint, error and control. Options: see frontend/govuk_forms.py."""
    return govuk_forms.render_field(bound, context.get("request"), **options)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: BaseForm | list[BaseForm], unsent: bool = True) -> SafeString:
    """{% error_summary form %}, of one, several or a list of them: what must be put right, each line a link to its field; nothing without errors.

    unsent=False: on a page that sends nothing to anybody (signing in, finding a case).
    """
    return govuk_forms.render_error_summary(forms, context.get("request"), unsent=unsent)


@register.simple_tag(takes_context=True)
def why_agency(context: Context, case: Any, agency: Any, *, in_full: bool = False) -> SafeString:
    """{% why_agency case line.agency %}: why the case was sent there, to unfold; nothing where nobody knows.

    in_full: with the place and the words of the text, which its complainant reads, and the office that has it.
    """
    reason = reason_for(case, agency)
    if reason is None:
        return SafeString("")
    words = {"reason": reason, "is_complainant": in_full or context.get("is_complainant", False)}
    return render_to_string("complaints/_why_agency.html", words)


@register.simple_tag
def likely_agency(topic: Any, area: Any) -> Any:
    """{% likely_agency part.topic part.area as agency %}: whose duty the rules say it is, or None where they do not."""
    return responsible_agency(topic, area, on=timezone.localdate()).agency if topic else None


@register.simple_tag
def needs_place(case: Any) -> bool:
    """{% needs_place case as no_place %}: whether it waits because nobody said where it is."""
    return waits_for_its_place(case)


def _chip(context: Context, words: wording.Wording, to: str) -> SafeString:
    css = f"chip chip--{words.look}" if words.look else "chip"
    return format_html('<span class="{}">{}{}</span>', css, draw_icon(context, words.icon), words.to(to))


def _value(thing: Any, name: str) -> str:
    return thing if isinstance(thing, str) else getattr(thing, name)
