"""Of which topics an answer waits for a second person: what holds for all agencies, and what one chose for itself."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.models import ApprovalRule, Case
from directory.models import Agency, Topic, User
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from records.caching import kept_for

_FILE = Path(__file__).parent / "reference" / "approval_rules.csv"


def needs_approval(case: Case, agency_id: int) -> bool:
    """Whether an answer of this agency in this case waits; a case without a topic is nobody's choice yet."""
    return case.topic is not None and is_approved(case.topic, agency_id)


def is_approved(topic: Topic, agency_id: int) -> bool:
    """Of its own choice an agency may ask for more than all have to, never for less."""
    return any(_chosen(topic, whose) for whose in (None, agency_id))


def is_approved_for_all(topic: Topic) -> bool:
    return _chosen(topic, None)


def _chosen(topic: Topic, whose: int | None) -> bool:
    """What one and the same owner says of the topic, else of the one it is a part of."""
    rules = _rules()
    of_its_topic = rules.get((whose, topic.parent_id), False) if topic.parent_id else False
    return rules.get((whose, topic.pk), of_its_topic)


def chosen_topics(agency: Agency) -> list[Topic]:
    """What the agency itself chose, besides what holds for all; a topic stands for its parts."""
    rows = ApprovalRule.objects.filter(agency=agency, needs_approval=True).select_related("topic")
    return [row.topic for row in rows]


@transaction.atomic
def choose_topics(agency: Agency, chosen: Collection[Topic], *, by: User) -> None:
    """Let answers about exactly these topics and their parts wait, besides those of all agencies.

    What waits already goes on waiting, and what went out stays out.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two who choose at once come one after the other
    rows = ApprovalRule.objects.filter(agency=agency)
    rows.exclude(topic__in=chosen, needs_approval=True).delete()
    kept = set(rows.values_list("topic_id", flat=True))
    source = _("Chosen by the agency")
    ApprovalRule.objects.bulk_create(
        ApprovalRule(agency=agency, topic=topic, source=source, chosen_by=by)
        for topic in chosen
        if topic.pk not in kept
    )
    forget_approval_rules()


@kept_for(seconds=5)
def _rules() -> dict[tuple[int | None, int | None], bool]:
    rows = ApprovalRule.objects.values_list("agency_id", "topic_id", "needs_approval")
    return {(agency_id, topic_id): needs for agency_id, topic_id, needs in rows}


def forget_approval_rules() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _rules.forget()


def load_approval_rules() -> int:
    """Add the missing rows of reference/approval_rules.csv; staff's own changes stay. Returns how many are new."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    return add_missing(
        [
            ApprovalRule(
                topic_id=topics[row["topic"]], needs_approval=row["needs_approval"] == "yes", source=row["source"]
            )
            for row in read_csv(_FILE)
        ]
    )
