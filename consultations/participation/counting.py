"""Counting answers without counting them: triggers write each step down, a chore adds the steps up, pages read sums.

Sums on the statement itself would make every voter wait for the one before; steps are only ever added, by nobody in the
way of anybody. What a page shows is at most some seconds old.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection, transaction

from consultations.participation.floors import shown_verified
from consultations.participation.models import ACCOUNTS, Identity, OpinionGroups, Statement, Tally, counted_as
from directory.models.names import in_current_language
from ml.next_statement import Seen
from notifications.live import announce
from records.caching import kept_by_key
from records.locks import is_alone

AT_ONCE = 20_000

_ADD_UP = """
    WITH steps AS (
        DELETE FROM participation_change WHERE id IN (SELECT id FROM participation_change ORDER BY id LIMIT %s)
        RETURNING conversation_id, statement_id, identity, agreed, disagreed, passed, people, area, day
    ), sums AS (
        SELECT coalesce(steps.conversation_id, statement.conversation_id) AS conversation_id, statement_id, identity,
            sum(agreed) AS agreed, sum(disagreed) AS disagreed, sum(passed) AS passed, sum(people) AS people,
            count(*) AS steps
        FROM steps LEFT JOIN participation_statement statement ON statement.id = steps.statement_id
        GROUP BY 1, 2, 3
    ), added AS (
        INSERT INTO participation_tally AS tally
            (conversation_id, statement_id, identity, agreed, disagreed, passed, people)
        SELECT conversation_id, statement_id, identity, agreed, disagreed, passed, people FROM sums
        ON CONFLICT (conversation_id, statement_id, identity) DO UPDATE
        SET agreed = tally.agreed + excluded.agreed, disagreed = tally.disagreed + excluded.disagreed,
            passed = tally.passed + excluded.passed, people = tally.people + excluded.people
    ), parts AS (
        INSERT INTO participation_parttally AS tally
            (conversation_id, statement_id, identity, area, day, agreed, disagreed, passed, people)
        SELECT coalesce(steps.conversation_id, statement.conversation_id), statement_id, identity, part.area, part.day,
            sum(agreed), sum(disagreed), sum(passed), sum(people)
        FROM steps LEFT JOIN participation_statement statement ON statement.id = steps.statement_id,
        LATERAL (VALUES
            (NULL, steps.day),
            (CASE WHEN steps.area > 99 THEN steps.area / 100 ELSE steps.area END, NULL),
            (CASE WHEN steps.area > 99 THEN steps.area END, NULL)
        ) part (area, day)
        WHERE (part.area IS NOT NULL OR part.day IS NOT NULL)
            AND coalesce(steps.conversation_id, statement.conversation_id) IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (conversation_id, statement_id, area, day, identity) DO UPDATE
        SET agreed = tally.agreed + excluded.agreed, disagreed = tally.disagreed + excluded.disagreed,
            passed = tally.passed + excluded.passed, people = tally.people + excluded.people
    )
    UPDATE participation_conversation conversation
    SET votes = conversation.votes + more.votes, changes = conversation.changes + more.changes
    FROM (
        SELECT conversation_id, sum(agreed + disagreed + passed) AS votes,
            coalesce(sum(steps) FILTER (WHERE statement_id IS NOT NULL), 0) AS changes, sum(steps) AS steps
        FROM sums GROUP BY 1
    ) more, consultations_consultation consultation
    WHERE conversation.consultation_id = more.conversation_id AND consultation.id = more.conversation_id
    RETURNING consultation.slug, conversation.votes, more.steps
"""


@transaction.atomic
def add_up() -> int:
    """Add a batch of steps to the sums and tell open pages the new number. Returns how many steps there were."""
    if not is_alone("consultations.participation.counting"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP, [AT_ONCE])
        told = cursor.fetchall()
    if told:
        announce(*(f"conversation:{slug}:{votes}" for slug, votes, _steps in told))
    return int(sum(steps for _slug, _votes, steps in told))


@dataclass(frozen=True)
class Count:
    """How many said what."""

    agreed: int = 0
    disagreed: int = 0
    passed: int = 0

    @property
    def votes(self) -> int:
        return self.agreed + self.disagreed + self.passed

    def __add__(self, other: Count) -> Count:
        return Count(self.agreed + other.agreed, self.disagreed + other.disagreed, self.passed + other.passed)

    def without(self, other: Count) -> Count:
        """The others; never less than none, since the two may have been counted at different moments."""
        return Count(
            max(self.agreed - other.agreed, 0),
            max(self.disagreed - other.disagreed, 0),
            max(self.passed - other.passed, 0),
        )

    @property
    def shares(self) -> tuple[int, int, int]:
        """Agree, disagree, pass in percent, which make 100 together; nothing where nobody answered."""
        if not self.votes:
            return 0, 0, 0
        exact = [100 * part / self.votes for part in (self.agreed, self.disagreed, self.passed)]
        whole = [int(share) for share in exact]
        by_rest = sorted(range(3), key=lambda place: exact[place] - whole[place], reverse=True)
        for place in by_rest[: 100 - sum(whole)]:
            whole[place] += 1
        return whole[0], whole[1], whole[2]


@dataclass(frozen=True)
class Counted:
    """A statement that people answer now, with how many said what at each level of identity."""

    n: int
    text: str
    text_en: str
    is_of_a_citizen: bool
    by_identity: dict[int, Count] = field(default_factory=dict)
    extremity: float = 0.0

    @property
    def said(self) -> str:
        return in_current_language(self.text, self.text_en)

    @property
    def text_id(self) -> str:
        """As moderation and themes call it."""
        return f"s{self.n}"

    @property
    def agreed(self) -> int:
        return sum(count.agreed for count in self.by_identity.values())

    @property
    def passed(self) -> int:
        return sum(count.passed for count in self.by_identity.values())

    @property
    def votes(self) -> int:
        return sum(count.votes for count in self.by_identity.values())

    @cached_property
    def seen(self) -> Seen:
        """For the draw of the next statement; worked out once for all who are asked while this is kept."""
        return Seen(agreed=self.agreed, passed=self.passed, votes=self.votes, extremity=self.extremity)

    @property
    def confirmed(self) -> Count:
        """Of people with an account."""
        return self.by_identity.get(Identity.CONFIRMED, Count())

    @property
    def anonymous(self) -> Count:
        return self.by_identity.get(Identity.ANONYMOUS, Count())

    @property
    def entered(self) -> Count:
        return self.by_identity.get(Identity.ENTERED, Count())


@dataclass(frozen=True)
class People:
    """How many took part, by level of identity; never added up on a page without saying so."""

    confirmed: int
    anonymous: int
    entered: int = 0
    verified: int = 0
    """Of the accounts, those whose holder showed a document; 0 as well where a number would tell of a few."""

    @property
    def all(self) -> int:
        return self.confirmed + self.anonymous + self.entered


@kept_by_key(seconds=2)
def counted_statements(conversation_id: int) -> list[Counted]:
    """All that are shown now, in the order of their numbers. Public, and the same for everybody."""
    return count_statements(conversation_id)


def count_statements(conversation_id: int) -> list[Counted]:
    """The same, asked anew."""
    counts: dict[int, dict[int, Count]] = {}
    tallies = Tally.objects.filter(conversation=conversation_id, statement__isnull=False)
    for statement, identity, *numbers in tallies.values_list("statement", "identity", "agreed", "disagreed", "passed"):
        of = counts.setdefault(statement, {})
        of[counted_as(identity)] = of.get(counted_as(identity), Count()) + Count(*numbers)
    found = OpinionGroups.objects.filter(conversation=conversation_id).values_list("told", flat=True).first()
    extremity = (found or {}).get("extremity", {})
    shown = Statement.objects.filter(conversation=conversation_id).shown()
    return [
        Counted(n, text, text_en, author is not None, counts.get(pk, {}), float(extremity.get(str(n), 0.0)))
        for pk, n, text, text_en, author in shown.values_list("pk", "n", "text", "text_en", "author")
    ]


@kept_by_key(seconds=2)
def counted_people(conversation_id: int) -> People:
    """How many take part, as it was a moment ago."""
    return people_of(conversation_id)


def people_of(conversation_id: int) -> People:
    found = dict(Tally.objects.filter(conversation=conversation_id, statement=None).values_list("identity", "people"))
    accounts = sum(found.get(level, 0) for level in ACCOUNTS)
    anonymous, entered = found.get(Identity.ANONYMOUS, 0), found.get(Identity.ENTERED, 0)
    return People(accounts, anonymous, entered, shown_verified(found.get(Identity.VERIFIED, 0), accounts))
