"""Why a case was sent to an agency, in words for the person whose case it is."""

from dataclasses import dataclass
from typing import Any

from complaints.models import Case
from directory.models import Agency, Topic
from directory.statements import Lookup
from routing.models import RoutingDecision, RoutingRule


@dataclass(frozen=True)
class Reason:
    """by_person: somebody at the triage desk chose. words: what spoke for the topic. source: of the rule."""

    by_person: bool
    topic: str
    words: list[str]
    source: str


_newest_decisions = Lookup(RoutingDecision, "case_id = %s ORDER BY id DESC LIMIT 5")
_topic = Lookup(Topic, "code = %s")
_rule = Lookup(RoutingRule, "id = %s")


def reason_for(case: Case, agency: Agency | None) -> Reason | None:
    """None where no decision led to this agency. At most three queries."""
    if agency is None:
        return None
    for decision in _newest_decisions(case.pk):
        proposal: dict[str, Any] = next((p for p in decision.proposals if p.get("agency") == agency.code), {})
        by_person = decision.settled_agency_id == agency.pk
        by_itself = decision.did == RoutingDecision.Did.ASSIGNED and bool(proposal or not decision.proposals)
        if by_person or by_itself:
            topic, code = case.topic, proposal.get("topic", "")
            if topic is None or topic.code != code:
                topic = next(iter(_topic(code)), topic)
            rule = next(iter(_rule(proposal["rule"])), None) if proposal.get("rule") else None
            return Reason(
                by_person=by_person,
                topic=topic.name if topic else "",
                words=[str(word) for word in proposal.get("words", [])][:5],
                source=rule.source if rule else "",
            )
    return None
