"""The last step of filing, whichever way led there: check, and send once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.already_told import Told, already_told
from complaints.api import FILINGS_AN_HOUR
from complaints.danger import NUMBERS, emergency_numbers, speaks_of_harm_at_home
from complaints.device import grant, grants_of, keep_receipt
from complaints.drafts import forget_draft
from complaints.forms import WhereForm
from complaints.hints import is_dangerous_to_tell, most_open
from complaints.intake import Contact, Submission, submit_complaint
from complaints.joining import join_as_told
from complaints.models import Complaint
from complaints.never_asked import speaks_of_papers
from complaints.personal_data import pieces
from complaints.progress import VISIBILITY_TOLD, visibility_choices
from complaints.public_cases import PublicRow
from complaints.questions import goes_one_by_one, pages_of
from complaints.reaching import check_channel, is_the_accounts, may_send_code, usual_channel
from complaints.references import receipt_code
from complaints.similar import similar_answers
from complaints.stoppers import quicker_ways
from complaints.topic_forms import PREFIX
from complaints.topic_guess import likely_topic
from complaints.topic_questions import kept_answers, questions_about, shown_answers, topic_in_use
from complaints.uploads import take_files, token_from, waiting_uploads
from complaints.views.placing import chosen_place, place_context
from complaints.views.stepping import say_it_was_sent
from complaints.workflow import IN_CONFIDENCE, OPENNESS, Visibility
from directory.languages import page_language
from directory.models import Role, User
from directory.phones import readable_phone
from notifications.models import Channel
from records.idempotency import KeyReused, claim
from records.throttling import address_of, raise_if_throttled


def posted(request: HttpRequest) -> dict[str, str]:
    """The fields as the browser sent them; several answers to one question become one text."""
    fields = request.POST.dict()
    for name in fields:
        if name.startswith(PREFIX):
            fields[name] = ",".join(request.POST.getlist(name))
    return fields


def sent_form(request: HttpRequest, fields: dict[str, Any] | None = None) -> WhereForm:
    """The whole form, read, as the browser sent it (or these fields); with a token that is one: files are kept under it."""
    fields = posted(request) if fields is None else fields
    token = str(token_from(fields.get("form_token", "")))
    form = WhereForm({**fields, **chosen_place(request.POST), "form_token": token})
    form.full_clean()
    return form


def take_sent_files(request: HttpRequest, token: str, *, once: bool = False) -> list[ValidationError]:
    """Keep the files that came with the form of this token; returns what was wrong with them."""
    return take_files(request.FILES.getlist("files"), token, address=address_of(request), once=once)


def page_context(request: HttpRequest, form: WhereForm, *, dangers_in: str) -> dict[str, Any]:
    """What every page needs that shows a part of the whole form. dangers_in: a text whose emergencies the page names."""
    token = str(form["form_token"].value() or "")
    shown = emergency_numbers(dangers_in)
    return {
        "form": form,
        "token": token,
        "uploads": waiting_uploads(token),
        "uploads_allowed": settings.UPLOADS_A_COMPLAINT,
        "choices": visibility_choices(form["visibility"].value(), most_open(str(form["text"].value() or ""))),
        "numbers": shown,
        "watch": [number for number in NUMBERS if number not in shown],
        "is_helper": is_helper(request),
        "speaks_of_papers": speaks_of_papers(dangers_in),
        "at_home": speaks_of_harm_at_home(str(form["text"].value() or "")),
        **place_context(request.POST),
    }


def own_contact(request: HttpRequest) -> dict[str, str]:
    """How the signed-in person is reached, to begin with; nothing of a helper, who files for somebody else."""
    user = request.user
    if not isinstance(user, User) or is_helper(request):
        return {}
    return {
        "contact_name": user.full_name,
        "email": user.email or "",
        "phone": user.phone or "",
        "news_channel": "" if (usual := usual_channel(user)) == Channel.EMAIL else usual,
    }


def is_helper(request: HttpRequest) -> bool:
    """Somebody whose duty is to file for people who cannot; what they file is never their own (requirement N28)."""
    return isinstance(request.user, User) and request.user.has_role(Role.HELPER)


def check(request: HttpRequest, form: WhereForm) -> HttpResponse:
    """Everything once more before it is sent."""
    data = form.cleaned_data
    one_by_one = goes_one_by_one(request.POST)
    text_pieces = pieces(data["text"], [data.get("name") or ""])
    token = str(data["form_token"])
    pages = pages_of(form)
    about, area, likely = data["about"], data["area"], _likely(data)
    chosen = Visibility(value) if (value := form["visibility"].value()) in Visibility.values else None
    told = [] if one_by_one else quicker_ways(about)  # on the page of the topic
    numbers = emergency_numbers(data["text"])
    similar = similar_answers(data["text"] if about else "", area, _pin(data))
    context = {
        "form": form,
        "data": data,
        "carried": form.carried(),
        "question": pages[-1] if one_by_one else None,
        "quicker": [way for way in quicker_ways(about, area) if way not in told],
        "similar": similar.answers,
        "elsewhere": similar.elsewhere,
        "sent_before": _sent_before(request, data),
        "already": [] if numbers else _already_told(data),  # nobody in danger is asked whether others have told it
        "answers": shown_answers(kept_answers(form.questions, data["answers"])),
        "office": shown_answers(data["office_said"])[:1],
        "visibility": Visibility(data["visibility"]),
        "place": data["area"].full_name(get_language()) if data["area"] else "",
        "is_by_place": (data["accepted_topic"].code if data["accepted_topic"] else likely).startswith(_BY_PLACE),
        "token": token,
        "uploads": waiting_uploads(token),
        "pieces": text_pieces,
        "found_count": sum(1 for _piece, finding in text_pieces if finding),
        "numbers": numbers,
        "kind": data["kind"],
        "topic": data["accepted_topic"],
        "guessed": topic_in_use(likely),
        "chosen_visibility": chosen,
        "is_closer": chosen is not None and OPENNESS[data["visibility"]] > OPENNESS[chosen],
        "seen": VISIBILITY_TOLD[Visibility(data["visibility"])],
        "is_public": data["visibility"] == Visibility.PUBLIC,
        "may_be_closed": data["visibility"] == Visibility.PUBLIC and is_dangerous_to_tell(data["text"]),
        "is_anonymous": data["visibility"] == Visibility.ANONYMOUS,
        "phone": form.phone_as_read(),
        "news": news_told(data, request.user if isinstance(request.user, User) else None),
        "speaks_of_papers": speaks_of_papers(data["text"]),
        "has_contact": bool(data["phone"] or data["email"]),
        "can_save": request.user.is_authenticated and not one_by_one,
    }
    return render(request, "complaints/check.html", context)


def _sent_before(request: HttpRequest, data: dict[str, Any]) -> Complaint | None:
    """What this very browser sent with the same words lately; of nobody else's, and of nothing told in confidence."""
    references = grants_of(request)
    if not references or data["visibility"] in IN_CONFIDENCE:
        return None
    own = Complaint.objects.filter(reference__in=references, text=data["text"])
    return own.filter(submitted_at__gte=timezone.now() - SENT_LATELY).exclude(visibility__in=IN_CONFIDENCE).last()


def _likely(data: dict[str, Any]) -> str:
    guess = likely_topic(data["text"])
    return data["about"] or (guess.topic if guess else "")


def _already_told(data: dict[str, Any]) -> Sequence[PublicRow]:
    if data["visibility"] in IN_CONFIDENCE:
        return []
    topic = data["accepted_topic"].code if data["accepted_topic"] else data["about"]
    latitude, longitude = _pin(data) or (None, None)
    told = Told(data["text"], latitude, longitude, topic, area=data["area"], place_text=data["place_text"])
    return already_told(told)


SENT_LATELY = timedelta(days=1)
_BY_PLACE = ("roads", "flooding", "waste", "traffic", "trees-animals", "buildings", "electricity/street-lights")
"""Topics of which a local office looks after whatever lies in its own area."""


def _pin(data: dict[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = data.get("latitude"), data.get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def news_told(data: dict[str, Any], person: User | None) -> str:
    """One sentence on how news will come, as the check page says it."""
    channel = check_channel(data["news_channel"], email=data["email"], phone=data["phone"])
    address = {Channel.EMAIL: data["email"], Channel.SMS: readable_phone(data["phone"])}.get(channel)
    if not address:
        return ""
    if is_the_accounts(channel, data["email"] if channel == Channel.EMAIL else data["phone"], person):
        return _("News goes to %(address)s") % {"address": address}
    return _("News goes to %(address)s, once you have typed the code that we send there") % {"address": address}


def send(request: HttpRequest, form: WhereForm) -> HttpResponse | None:
    """File a form that was found right, and lead to its receipt; None, and a word on it, when it was sent with other words."""
    raise_if_throttled("file", address_of(request), limit=FILINGS_AN_HOUR, per_seconds=3600)
    try:
        reference, code = file_once(request, form.cleaned_data)
    except KeyReused:
        messages.warning(
            request,
            _("This form was sent once already and you changed it since. Press send again to file it as a new case."),
        )
        return None
    say_it_was_sent(request, str(form.cleaned_data["form_token"]), reference)
    answer = redirect("receipt")
    keep_receipt(request, answer, reference, code)
    grant(request, answer, reference)
    return answer


def file_once(request: HttpRequest, data: dict[str, Any]) -> tuple[str, str]:
    """File, or find what this very form filed before. Returns reference and receipt code."""
    owner = request.user if isinstance(request.user, User) and not is_helper(request) else None
    may_send = may_send_code(data["news_channel"], email=data["email"], phone=data["phone"], owner=owner)
    with transaction.atomic():
        return _file_once(request, data, may_send=may_send)


def fingerprint_of(data: dict[str, Any]) -> str:
    """Equal for the same form sent twice, whatever its token."""
    left_out = {"form_token", "files", "draft_seen", "accepted_topic"}
    told = [str(data[name]) for name in sorted(data) if name not in left_out]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def submission_of(data: dict[str, Any], **own: Any) -> Submission:
    """What a whole filing form said, with the files that wait under its token. own: the fields that no form has."""
    return Submission(
        text=data["text"],
        kind=data["kind"],
        visibility=data["visibility"],
        topic=data["accepted_topic"],
        area=data["area"],
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        place_text=data["place_text"],
        contact=Contact(name=data["contact_name"], phone=data["phone"], email=data["email"]),
        news_channel=data["news_channel"],
        uploads=tuple(waiting_uploads(str(data["form_token"]))[: settings.UPLOADS_A_COMPLAINT]),
        answers=[*kept_answers(questions_about(data["about"]), data["answers"]), *data.get("office_said", ())],
        **own,
    )


def _file_once(request: HttpRequest, data: dict[str, Any], *, may_send: bool) -> tuple[str, str]:
    token = str(data["form_token"])
    claimed = claim("form", token, fingerprint_of(data))
    seed = claimed.salt + token.encode()
    if claimed.state == "done":
        return claimed.answer_reference, receipt_code(claimed.answer_reference, seed)
    helps = is_helper(request)
    submission = submission_of(
        data,
        seed=seed,
        may_send_code=may_send,
        language=page_language().code,
        helper=request.user if isinstance(request.user, User) and helps else None,
        channel=Complaint.Channel.COUNTER if helps else Complaint.Channel.WEB,
    )
    filed = submit_complaint(submission, by=request.user if isinstance(request.user, User) else None)
    claimed.finish(filed.complaint.reference)
    same_as = request.POST.get("same_as")
    if same_as and not join_as_told(filed.complaint, same_as):
        messages.info(request, _("It could not be sent along with the other case. It goes its own way."))
    if request.user.is_authenticated:
        forget_draft(request.user, token)
    return filed.complaint.reference, filed.receipt_code
