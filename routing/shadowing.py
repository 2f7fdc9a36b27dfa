"""Asking a second model beside the one that decides: after the decision, in a chore of its own, without any effect."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from complaints.shared_places import said_office
from records.chores import Chore
from routing.asking import BESIDE, predict
from routing.deciding import form_opinion
from routing.models import ModelChange, RoutingDecision, ShadowOpinion
from routing.registry import shadow_change

BATCH = 20


def _ask() -> int:
    change = shadow_change()
    if change is None or change.version is None or BESIDE.take() is None:
        return 0
    asked = _waiting(change)
    told = {one.pk: next(iter(one.case.complaints.all()), None) for one in asked}
    items = [{"id": str(pk), "text": complaint.text if complaint else ""} for pk, complaint in told.items()]
    predictions, version = predict(items, BESIDE) if items else ([], "")
    if items and version != change.version.version:
        return 0  # another one was chosen meanwhile; its turn comes with the next look
    opinions = []
    for decision, prediction in zip(asked, predictions, strict=True):
        complaint = told[decision.pk]
        said = said_office(complaint.answers) if complaint else ""
        text = f"{complaint.text}\n{decision.case.place_text}" if complaint else ""
        opinion = form_opinion(prediction, decision.case.area, said=said, text=text)
        first = opinion.proposals[0] if opinion.proposals else None
        codes = {"topic": first.topic, "agency": first.agency, "probability": first.probability} if first else {}
        opinions.append(ShadowOpinion(decision=decision, version=change.version, **codes))
    with transaction.atomic():
        ShadowOpinion.objects.bulk_create(opinions, ignore_conflicts=True)
    return len(opinions)


def _waiting(change: ModelChange) -> list[RoutingDecision]:
    """The next decisions since the act that this model was not asked about; by their ids, so an index has them."""
    asked = ShadowOpinion.objects.filter(version=change.version, decision_id__gt=change.after_decision)
    newest = asked.aggregate(newest=Max("decision_id"))["newest"] or change.after_decision
    later = RoutingDecision.objects.filter(pk__gt=newest, why__in=RoutingDecision.BY_THE_TEXT).order_by("pk")
    return list(later.select_related("case__area__parent__parent").prefetch_related("case__complaints")[:BATCH])


ask_beside = Chore("ask_beside", _ask, every_s=10)
