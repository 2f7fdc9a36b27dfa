"""Deciding where a case goes: topics from the text, agencies from the rules, and whether that is sure enough."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.utils import timezone

from complaints.handling import assign_case, routing_moment, send_to_triage
from complaints.models import Case
from directory.known import topics
from directory.models import Agency, Area, Topic, Urgency
from directory.statements import Insertion, Lookup
from ml.named import Told
from routing.experience import Earlier, earlier_agencies
from routing.models import RoutingDecision
from routing.rules import MOST_TO_CHOOSE_FROM, responsible_agencies, stands_in, taken_at_word, threshold_for

if TYPE_CHECKING:
    from ml.serving import Prediction

log = logging.getLogger(__name__)
Did, Why = RoutingDecision.Did, RoutingDecision.Why
PROPOSALS_KEPT = 3
TOPICS_LOOKED_AT = 6
_keep = Insertion(RoutingDecision)
_agency = Lookup(Agency, "code = %s")


class TopicModel(Protocol):
    """What routing asks of a model; ml.serving.Classifier is one."""

    @property
    def version(self) -> str: ...

    def predict(self, complaints: Iterable[Mapping[str, Any]], /) -> list[Prediction]: ...

    def known_shares(self, texts: Iterable[str], /) -> list[float]: ...


@dataclass(frozen=True)
class Proposal:
    """One way to send a case. probability: of the agency, all topics that lead there together; codes, not names."""

    topic: str
    agency: str
    probability: float
    rule: int | None = None
    words: list[str] = field(default_factory=list)
    problem: str = ""
    by_statement: bool = False
    """The person named this one of the local offices between which the rules could not choose."""
    service_area: int | None = None
    """The area by which this local office serves the place, where that is not its own."""
    is_stand_in: bool = False
    """A centre of the province, for the local office that no register knows."""
    named: str = ""
    """What the text names, by which the rule is an exception: words of the rule, with the number of a road."""
    earlier: dict[str, Any] | None = None
    """{there, of, where}: what people made of such cases before (routing.experience), where it had a say."""


@dataclass(frozen=True)
class Opinion:
    """What the routing would do with a text at a place, and why."""

    proposals: list[Proposal]
    why: str
    threshold: float | None
    urgent: bool

    @property
    def is_sure(self) -> bool:
        return self.why in {Why.SURE, Why.CHOSEN, Why.STATED}


def form_opinion(
    prediction: Prediction | None,
    area: Area | None,
    *,
    chosen: Topic | None = None,
    is_thai: bool = True,
    is_danger: bool = False,
    said: str = "",
    text: str = "",
) -> Opinion:
    """Turn a prediction into proposals and say whether the first is sure enough to act on.

    prediction=None: the model is missing or broken. chosen: the topic the person chose, which then decides while it is
    in use. is_thai: whether the text is; of any other the model, which learned from Thai alone, is not asked.
    is_danger: words make it urgent whatever the model says (complaints.danger).
    said: the code of the local office that the person named; it decides between offices that share the place, nothing else.
    text: with the landmark; what it names may be an exception of the rules, in any language.
    """
    told = Told(text)
    urgent = is_danger or bool(prediction and prediction.urgent)
    if chosen is not None and chosen.is_active:
        proposals = _proposals([(chosen.code, 1.0)], area, {}, said, told)
        why = proposals[0].problem or (Why.STATED if proposals[0].by_statement else Why.CHOSEN)
        return Opinion(proposals, why, None, urgent or chosen.urgency == Urgency.URGENT)
    if not is_thai:
        return Opinion([], Why.NOT_THAI, None, urgent)
    if prediction is None:
        return Opinion([], Why.NO_MODEL, None, urgent)
    proposals = _proposals(prediction.topics[:TOPICS_LOOKED_AT], area, prediction.words, said, told)
    if prediction.abstain or not proposals:
        return Opinion(proposals[:PROPOSALS_KEPT], Why.ABSTAINED, None, urgent)
    first = proposals[0]
    topic = topics.by_code([first.topic])[first.topic]
    threshold = threshold_for(topic)
    is_likely = first.probability >= threshold
    sure = Why.STATED if first.by_statement else Why.SURE
    why = first.problem or (sure if is_likely else Why.UNSURE)
    urgent = urgent or (is_likely and topic.urgency == Urgency.URGENT)
    return Opinion(proposals[:PROPOSALS_KEPT], why, threshold, urgent)


def _proposals(
    likely: Sequence[tuple[str, float]], area: Area | None, words: dict[str, list[str]], said: str, told: Told
) -> list[Proposal]:
    """One proposal an agency (or a problem), the likeliest first; its topic is the likeliest that leads there."""
    # A model may still name topics that staff have taken out of use since it was trained.
    rows = {code: topic for code, topic in topics.by_code([code for code, _ in likely]).items() if topic.is_active}
    responsible = responsible_agencies(rows.values(), area, on=timezone.localdate(), told=told)
    merged: dict[str, Proposal] = {}
    shared: dict[str, Sequence[Agency]] = {}
    for code, probability in likely:
        if code not in rows:
            continue
        tie = responsible[rows[code].pk]
        found = taken_at_word(tie, said)
        key = found.agency.code if found.agency else f"{found.problem}:{_codes(found.offices) or code}"
        shared[key] = found.offices
        before = merged.get(key)
        merged[key] = Proposal(
            topic=before.topic if before else code,
            agency=found.agency.code if found.agency else "",
            probability=round(min(1.0, probability + (before.probability if before else 0.0)), 4),
            rule=before.rule if before else (found.rule.pk if found.rule else None),
            words=list(dict.fromkeys([*(before.words if before else []), *words.get(code, [])]))[:6],
            problem=found.problem,
            named=before.named if before else found.named,
            by_statement=found is not tie,
            is_stand_in=stands_in(found),
            service_area=found.by if found.agency and found.by != found.agency.area_id else None,
        )
    ranked = sorted(merged, key=lambda key: -merged[key].probability)
    return [each for key in ranked for each in _in_detail(merged[key], rows[merged[key].topic], area, shared[key])]


def _codes(offices: Iterable[Agency]) -> str:
    return " ".join(office.code for office in offices)


def _in_detail(proposal: Proposal, topic: Topic, area: Area | None, offices: Sequence[Agency]) -> list[Proposal]:
    """What the rules name; where that is nobody, or a centre for want of a register, also what people made of such cases."""
    if area is None or not (proposal.problem in {Why.TIE, Why.NO_LOCAL_OFFICE} or proposal.is_stand_in):
        return [proposal]
    earlier = earlier_agencies(topic, area.pk)
    if not proposal.is_stand_in:
        return _of_each(proposal, offices, earlier)
    elsewhere = [one for one in earlier if one.agency != proposal.agency]
    beside = replace(proposal, agency="", problem=Why.NO_LOCAL_OFFICE, is_stand_in=False)
    return [proposal, *(each for each in _of_each(beside, (), elsewhere)[:1] if each.agency)]


def _of_each(proposal: Proposal, offices: Sequence[Agency], earlier: Sequence[Earlier]) -> list[Proposal]:
    """One proposal for each of the offices that share the place, or, where there are none, each that had such cases.

    Offices of which nobody knows more are equally likely. The problem stays with all of them: people choose.
    """
    told = {one.agency: one for one in earlier}
    codes = [office.code for office in offices] or _open(told)
    if not codes or len(offices) > MOST_TO_CHOOSE_FROM:
        return [proposal]
    shares = {code: told[code].share if code in told else 0.0 for code in codes}
    # One of the offices has the place for sure: what experience leaves open is shared between them.
    left_open = (1 - sum(shares.values())) / len(codes) if offices else 0.0
    likeliest = sorted(codes, key=lambda code: -shares[code])[:MOST_TO_CHOOSE_FROM]
    return [
        replace(
            proposal,
            agency=code,
            probability=round(proposal.probability * (shares[code] + left_open), 4),
            earlier=_told(told.get(code)),
        )
        for code in likeliest
    ]


def _open(codes: Iterable[str]) -> list[str]:
    """Those of these agencies, in their order, that take complaints today."""
    taking = Agency.objects.taking_complaints(timezone.localdate()).filter(code__in=codes)
    open_ones = set(taking.values_list("code", flat=True))
    return [code for code in codes if code in open_ones]


def _told(one: Earlier | None) -> dict[str, Any] | None:
    return {"there": one.there, "of": one.of, "where": str(one.where)} if one else None


@transaction.atomic
def route_case(
    case: Case,
    prediction: Prediction | None,
    *,
    model_version: str,
    is_thai: bool = True,
    is_danger: bool = False,
    said: str = "",
    text: str = "",
) -> RoutingDecision:
    """Send one received case to its agency or to the triage desk, and keep the decision with its reasons.

    text: what the complaint says; the landmark is taken from the case.
    """
    opinion = form_opinion(
        prediction,
        case.area,
        chosen=case.topic,
        is_thai=is_thai,
        is_danger=is_danger,
        said=said,
        text=f"{text}\n{case.place_text}",
    )
    decision = RoutingDecision(
        case=case,
        model_version=model_version,
        proposals=[asdict(proposal) for proposal in opinion.proposals],
        threshold=opinion.threshold,
        did=Did.ASSIGNED if opinion.is_sure else Did.TRIAGE,
        why=opinion.why,
        made_at=routing_moment(case),
    )
    _keep(decision)
    if opinion.is_sure:
        first = opinion.proposals[0]
        topic = topics.by_code([first.topic]).get(first.topic)
        assign_case(case, _agency(first.agency)[0], by=None, topic=topic, is_urgent=opinion.urgent)
    else:
        # The likeliest topic is kept as a working guess only where the text decided; people set the real one.
        send_to_triage(case, is_urgent=opinion.urgent)
    return decision
