"""Following a public case, an area, a topic or what other rooms offer: what can be followed, what it is called, and telling those who do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import Case, CaseEvent
from complaints.notice_events import FOLLOWED_ENDED, FOLLOWED_NEW, SIGNERS_ASKED
from complaints.notice_words import Told
from complaints.notices_to_others import in_words, mail_to_followers, text_to_signers, worded_by
from complaints.telling import sentence
from complaints.workflow import IN_CONFIDENCE
from directory import known
from directory.models import Agency, Topic, User
from notifications.following import Mailing, mailing_to, tell_by_text, tell_followers
from notifications.models import Channel, Subscription


@dataclass(frozen=True)
class Followed:
    """A subject with its name for people, and the page that shows it."""

    subject: str
    name: str
    address: str


def followed(subject: str) -> Followed | None:
    """What is behind a subject that anybody may follow; None for everything else, hidden cases among it."""
    return followed_all([subject])[0]


def followed_all(subjects: Sequence[str]) -> list[Followed | None]:
    """The same for many, in their order: as many questions to the database for all as for one."""
    keys = [(kind, key) for kind, _colon, key in (subject.partition(":") for subject in subjects)]
    cases = Case.objects.public().filter(reference__in=[key for kind, key in keys if kind == "case"])
    topics = Topic.objects.active().filter(
        code__in=[key for kind, key in keys if kind == "topic"], visibility_floor="public"
    )
    named = {case.reference: case for case in cases.select_related("topic")}
    coded = {topic.code: topic for topic in topics}
    elsewhere = _elsewhere(keys)
    return [elsewhere.get(subject) or _followed(subject, named, coded) for subject in subjects]


def _elsewhere(keys: Sequence[tuple[str, str]]) -> dict[str, Followed]:
    """By subject, what other rooms let people follow."""
    found: dict[str, Followed] = {}
    for kind, path in settings.FOLLOWED_ELSEWHERE.items():
        if asked := [key for each, key in keys if each == kind]:
            known: dict[str, Followed] = import_string(path)(asked)
            found |= {f"{kind}:{key}": thing for key, thing in known.items()}
    return found


def _followed(subject: str, cases: Mapping[str, Case], topics: Mapping[str, Topic]) -> Followed | None:
    kind, _colon, key = subject.partition(":")
    if kind == "case":
        case = cases.get(key)
        return Followed(subject, f"{case.heading} {key}", reverse("public_case", args=[key])) if case else None
    if kind == "area" and key.isascii() and key.isdigit() and len(key) <= 6:
        area = known.areas.get(int(key))
        return Followed(subject, area.full_name(), reverse("area", args=[area.pk])) if area else None
    if kind == "topic":
        topic = topics.get(key)
        return Followed(subject, topic.name, f"{reverse('cases')}?topic={topic.code}") if topic else None
    return None


def followed_by(person: User) -> list[Followed]:
    """All that this person follows, the newest first; what is no longer public can still be let go."""
    rows = Subscription.objects.filter(user=person).exclude(subject__startswith="co-sign:")
    subjects = list(rows.order_by("-id").values_list("subject", flat=True))
    found = zip(subjects, followed_all(subjects), strict=True)
    return [known or Followed(subject, subject.partition(":")[2], "") for subject, known in found]


def mailing_of_release(case: Case) -> Mailing:
    """What showing this case for the first time would send to those who follow its topic or area."""
    subjects = _followed_with(case)
    return mailing_to(
        subjects,
        lambda: in_words(_mail_of_release(case), Channel.EMAIL, worded_by(case)),
    )


def _followed_with(case: Case) -> list[str]:
    case.topic = known.topics.get(case.topic_id)
    topic = known.topics.get(case.topic.parent_id) if case.topic else None
    area = known.areas.get(case.area_id)
    subjects = [f"topic:{above.code}" for above in (case.topic, topic) if above]
    while area is not None:
        subjects.append(f"area:{area.pk}")
        area = area.parent
    return subjects


def _new_in_public(case: Case) -> str:
    place = known.areas.by_id([case.area_id])[case.area_id].full_name() if case.area_id else ""
    return new_in_public(case.heading, place)


def new_in_public(topic: str, place: str) -> str:
    return (_("New in public: %(topic)s %(place)s") % {"topic": topic, "place": place}).strip()


def _mail_of_release(case: Case) -> Told:
    return mail_to_followers(FOLLOWED_NEW, case.reference, _new_in_public(case), _page_of_public(case))


def tell_of_release(case: Case) -> None:
    """Tell those who follow the case's topic or area that there is a new public case."""
    subjects, whose = _followed_with(case), worded_by(case)
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, body = in_words(_mail_of_release(case), Channel.EMAIL, whose)
            path = _page_of_public(case)
            tell_followers(subjects, _key(case), language=language, title=title, body=body, path=path)


def tell_of_end(
    case: Case, kind: CaseEvent.Kind, *, agency: Agency | None = None, facts: dict[str, str] | None = None
) -> None:
    """Tell those who follow a public case, or one that was joined into it, and those who co-signed it, that it ended."""
    subjects = [f"case:{case.reference}"] if case.released_at else []
    subjects += [co_sign_subject(case)] if case.co_signer_count else []
    joined = list(case.told_elsewhere.filter(released_at__isnull=False)) if case.joined_people else []
    if not subjects and not joined:
        return
    whose = worded_by(case, agency)
    for language in dict(settings.LANGUAGES):
        with override(language):
            # Those who signed a case that became confidential since are told no more than its author is.
            closely = case.visibility in IN_CONFIDENCE
            told: dict[str, object] = {"outcome": case.outcome, "kind": case.kind, **(facts or {})}
            news = _("there is news") if closely else sentence(kind, agency, told)
            if subjects:
                _tell(case, subjects, language, news, FOLLOWED_ENDED, whose, closely=closely)
            for other in joined:  # under the number and on the page that they follow
                key = f"case:{other.reference}:joined:{case.reference}:{case.event_count}"
                _tell(
                    other,
                    [f"case:{other.reference}"],
                    language,
                    news,
                    FOLLOWED_ENDED,
                    whose,
                    closely=closely,
                    event_key=key,
                )


def tell_co_signers(case: Case, kind: CaseEvent.Kind) -> None:
    """Tell those who signed that they are asked for something."""
    whose, closely = worded_by(case), case.visibility in IN_CONFIDENCE
    for language in dict(settings.LANGUAGES):
        with override(language):
            news = sentence(kind, None)
            _tell(case, [co_sign_subject(case)], language, news, SIGNERS_ASKED, whose, closely=closely)


def co_sign_subject(case: Case) -> str:
    """What a co-signer follows: not the public case, which may not be public."""
    return f"co-sign:{case.reference}"


def _tell(
    case: Case,
    subjects: list[str],
    language: str,
    news: str,
    event: str,
    whose: int | None,
    *,
    closely: bool,
    event_key: str = "",
) -> None:
    event_key, page = event_key or _key(case), _page_of(case)
    told = mail_to_followers(event, case.reference, news, page)
    title, body = in_words(told, Channel.EMAIL, whose, closely=closely)
    tell_followers(subjects, event_key, language=language, title=title, body=body)
    if (signed := co_sign_subject(case)) in subjects:
        # Who signs with a telephone number alone was promised to be told; a text is paid for, so nobody else gets one.
        told = text_to_signers(event, case.reference, news, page)
        _none, words = in_words(told, Channel.SMS, whose, closely=closely)
        tell_by_text([signed], event_key, language=language, text=words)


def _key(case: Case) -> str:
    return f"case:{case.reference}:{case.event_count}"


def _page_of(case: Case) -> str:
    return _page_of_public(case) if case.released_at else reverse("track_case", args=[case.reference])


def _page_of_public(case: Case) -> str:
    return reverse("public_case", args=[case.reference])
