"""Why a case was sent to an agency, in words for the person whose case it is."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from complaints.models import Case
from complaints.workflow import CaseState, Visibility
from directory import known
from directory.models import Agency, AgencyKind, Area, AreaLevel, Topic
from directory.models.areas import BANGKOK
from directory.statements import Lookup
from routing.models import RoutingDecision, RoutingRule


@dataclass(frozen=True)
class Reason:
    """by_person: somebody at the triage desk chose. words: what spoke for the topic. source: of the rule;
    is_our_summary: we put it into these words, no law does.

    for_local_office: the rule names the local office, and the centre of the province stands in for it. place: of the case;
    is_place_wide: it is a whole province or district, in which nobody can say which local office it is.
    by_statement: of the local offices that share the place, whoever filed named this one. serves_beside: the place lies in
    an area that the office serves beside its own. named: what the text names, by which the rule is an exception: words of
    the rule and the number of a road. is_open: anybody may follow the case, and so read which road it is.
    """

    by_person: bool
    topic: str
    words: list[str]
    source: str
    is_our_summary: bool = False
    for_local_office: bool = False
    place: str = ""
    is_place_wide: bool = False
    by_statement: bool = False
    serves_beside: bool = False
    named: str = ""
    is_open: bool = False


OUR_SUMMARY = "เราสรุปเอง:"
"""How a rule's source begins that is ours (routing/reference/rules.csv)."""
_LAW_OF_BANGKOK = re.compile(r" และ(?:ในกรุงเทพมหานคร)? ?พ\.ร\.บ\.ระเบียบบริหารราชการกรุงเทพมหานคร[^)]*")

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
            area = known.areas.get(case.area_id)
            source = _source_at(area, rule) if rule else ""
            return Reason(
                by_person=by_person,
                topic=topic.name if topic else "",
                words=[str(word) for word in proposal.get("words", [])][:5],
                source=source.removeprefix(OUR_SUMMARY).strip(),
                is_our_summary=source.startswith(OUR_SUMMARY),
                for_local_office=rule is not None and rule.to_local and agency.kind == AgencyKind.PROVINCE_CENTRE,
                place=area.full_name(get_language()) if area else "",
                is_place_wide=area is None or area.level != AreaLevel.SUBDISTRICT,
                by_statement=not by_person and bool(proposal.get("by_statement")),
                serves_beside=not by_person and bool(proposal.get("service_area")),
                named="" if by_person else str(proposal.get("named", "")),
                is_open=case.visibility == Visibility.PUBLIC,
            )
    return None


def waits_for_its_place(case: Case) -> bool:
    """Whether the newest decision left it to people because nobody said where it is, and nobody has said so since."""
    if case.state != CaseState.TRIAGE or case.area_id is not None or case.latitude is not None:
        return False
    return any(one.why == RoutingDecision.Why.PLACE_NEEDED for one in _newest_decisions(case.pk)[:1])


def _source_at(area: Area | None, rule: RoutingRule) -> str:
    """The rule's source as it holds at this place: rules on local offices name a law of Bangkok beside the country's."""
    if area is not None and area.province_code == BANGKOK:
        return rule.source
    return _LAW_OF_BANGKOK.sub("", rule.source)
