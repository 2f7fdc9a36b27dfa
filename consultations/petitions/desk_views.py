"""`/consultations/petitions/desk/`: what an agency owes to petitions; publishing, refusing, appeals, answering, handing on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.personal_data import KINDS
from consultations.manage_views import policy_maker
from consultations.moderation.models import Rule
from consultations.participation.models import Refusal
from consultations.petitions.answering import answer_petition
from consultations.petitions.appealing import decide_appeal
from consultations.petitions.deciding import hand_petition, publish_petition, refuse_petition
from consultations.petitions.forms import AnswerForm, DecideForm, JoinForm, KeepForm, RefuseForm
from consultations.petitions.joining import may_join, others_to_join, pending_of
from consultations.petitions.models import Joining, Petition, PetitionAppeal, PetitionQuerySet
from consultations.petitions.reporting import keep_petition, last_report, reports_by_rule, reports_of
from consultations.petitions.rules import rule_for
from consultations.petitions.views import to_read
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import marks_in
from consultations.results.forms import HandForm
from consultations.results.making import agencies_that_answer

SHOWN = 100
SHOWN_DONE = 30


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, the one due first at the top, and what is open or done."""
    own = to_read(Petition.objects.handled_by(policy_maker(request)))
    context = {
        "waiting": own.filter(next_step_at__isnull=False).order_by("due_at", "id")[:SHOWN],
        "reported": _with_reports(own, own.reported(timezone.now()).exclude(author=policy_maker(request))),
        "proposals": list(
            Joining.objects.pending(timezone.now()).filter(petition__in=own, by_author=True).order_by("id")[:SHOWN]
        ),
        "others": own.filter(next_step_at=None).order_by("-changed_at", "-id")[:SHOWN_DONE],
    }
    return render(request, "petitions/desk.html", context)


@login_required
@never_cache
@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    return desk_page(request, find_own(request, slug))


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    publish_petition(find_own(request, slug), by=policy_maker(request))
    messages.success(request, _("Published. Everybody can sign it from now on."))
    return redirect("petition_desk_one", slug)


@login_required
@require_POST
def refuse(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_own(request, slug), RefuseForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return desk_page(request, found, refuse=form, status=400)
    refuse_petition(found, **form.cleaned_data, by=policy_maker(request))
    messages.success(request, _("Refused. The author reads by which rule, and can appeal."))
    return redirect("petition_desk_one", slug)


@login_required
@require_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_own(request, slug), KeepForm(request.POST, auto_id="keep_%s")
    if not form.is_valid():
        return desk_page(request, found, keep=form, status=400)
    keep_petition(found, **form.cleaned_data, by=policy_maker(request))
    messages.success(request, _("Kept. The reports are done."))
    return redirect("petition_desk_one", slug)


@login_required
@require_POST
def hand(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_own(request, slug)
    form = HandForm(request.POST, agencies=agencies_that_answer(), auto_id="hand_%s")
    if not form.is_valid():
        return desk_page(request, found, hand=form, status=400)
    hand_petition(found, agency=form.chosen_agency(), reason=form.cleaned_data["reason"], by=policy_maker(request))
    messages.success(request, _("The other agency has it now, and is told."))
    return redirect("petition_desk")


@login_required
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_own(request, slug), DecideForm(request.POST, auto_id="decide_%s")
    made = get_object_or_404(PetitionAppeal, petition=found)
    if not form.is_valid():
        return desk_page(request, found, decide=form, status=400)
    told = form.cleaned_data
    decide_appeal(made, is_upheld=told["outcome"] == "upheld", answer=told["answer"], by=policy_maker(request))
    messages.success(request, _("Decided. The author reads what and why."))
    return redirect("petition_desk_one", slug)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_own(request, slug)
    form = AnswerForm(request.POST, petition=found, auto_id="answer_%s")
    if not form.is_valid():
        return desk_page(request, found, answer=form, status=400)
    try:
        answer_petition(found, answers=form.answers(), answer=form.cleaned_data["answer"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error(None, error)
        return desk_page(request, find_own(request, slug), answer=form, status=409)
    messages.success(request, _("Answered. Everybody who signed and can be reached is told."))
    return redirect("petition_desk_one", slug)


def find_own(request: HttpRequest, slug: str) -> Petition:
    return get_object_or_404(to_read(Petition.objects.handled_by(policy_maker(request))), slug=slug)


def desk_page(
    request: HttpRequest,
    found: Petition,
    *,
    refuse: RefuseForm | None = None,
    keep: KeepForm | None = None,
    hand: HandForm | None = None,
    decide: DecideForm | None = None,
    answer: AnswerForm | None = None,
    join: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, made = policy_maker(request), PetitionAppeal.objects.filter(petition=found).first()
    is_own, waits = found.author_id == user.pk, found.next_step_at is not None
    is_reached = found.reached_at is not None
    may_take_down = found.is_signable and not is_reached and not (made and made.is_upheld)
    context: dict[str, Any] = {
        "petition": found,
        "lines": found.events.select_related("by").order_by("-n"),
        "answered": list(found.answer_points.all()),
        "appeal": made,
        "marks": _marks(found) if found.published_at is None else [],
        "rule": rule_for(found.area),
        "is_own": is_own,
        "keep": keep or KeepForm(initial={"seen": last_report(found)}, auto_id="keep_%s"),
        "reports": reports_by_rule(found) if found.state == PetitionState.OPEN and not is_own else [],
        "may_publish": waits and found.refused_at is None and found.published_at is None and not is_own,
        "may_refuse": found.refused_at is None and (found.published_at is None or may_take_down) and not is_own,
        "may_hand": waits and found.refused_at is None and not is_own,
        "may_decide": bool(made and made.decided_at is None and made.against_id != user.pk and not is_own),
        "may_answer": is_reached and waits and not is_own,
        "proposal": pending_of(found),
        "may_join": may_join(found) and not is_own,
        "join": join or JoinForm(others=others_to_join(found) if may_join(found) else [], auto_id="join_%s"),
        "refuse": refuse or RefuseForm(auto_id="refuse_%s"),
        "hand": hand or HandForm(agencies=agencies_that_answer(), auto_id="hand_%s"),
        "decide": decide or DecideForm(auto_id="decide_%s"),
        "answer": answer or AnswerForm(petition=found, auto_id="answer_%s"),
    }
    return render(request, "petitions/desk_one.html", context, status=status)


def _with_reports(own: PetitionQuerySet, found: PetitionQuerySet) -> list[tuple[Petition, list[tuple[Rule, int]]]]:
    """Those that somebody reported, with how many by which rule, the one reported most at the top."""
    counts = reports_of(found)
    most = sorted(counts, key=lambda pk: (-sum(counts[pk].values()), pk))[:SHOWN]
    petitions, rules = own.in_bulk(most), Rule.objects.in_bulk({rule for pk in most for rule in counts[pk]})
    return [(petitions[pk], [(rules[rule], many) for rule, many in counts[pk].most_common()]) for pk in most]


def _marks(found: Petition) -> list[tuple[str, str]]:
    """What was found, in words: (rule, what of it), as moderation tells it."""
    return [
        (str(Refusal(code).label), ", ".join(str(KINDS[each]) if each in KINDS else each for each in what))
        for code, what in marks_in(found).items()
    ]
