"""Where the house keeps what about a person: a mark on every column of every table (promise P1).

A test walks all tables: a new column without a mark here fails it. Whoever adds one decides on this page whether the
person gets it when they take their data away. `rows` finds the rows of a person; `given` goes along under the column's
own name; `kept_back` stays here for the reason beside it. Tables of which nothing is given: frontend/personal_not_given.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet

from complaints.models import (
    AssistedFiling,
    Complainant,
    Consent,
    CorrectionWish,
    CoSigning,
    Draft,
    Invitation,
    Letter,
    MorningMail,
    SavedView,
    Split,
    SurveyAnswer,
)
from consultations.comments.models import Comment, Commenter, Support
from consultations.discovery.models import CaseLink
from consultations.hearings.models import Asker, Question, QuestionSupport, Registration
from consultations.moderation.models import Appeal, FlaggedVoice, Report
from consultations.moderation.sources import taken_down_of
from consultations.participation.models import Participant, Statement, Vote
from consultations.petitions.models import Joining, Petition, PetitionAppeal, PetitionReport, Signature
from consultations.questionnaires.models import Answer, Sheet
from consultations.statutes.models import Stakeholder, StakeholderNotice
from consultations.statutes.stakeholders import stakeholders_of
from directory.models import IdentityCheck, Membership, User
from frontend.personal_rows import (
    Owner,
    looks_at,
    own_cases,
    own_comment_files,
    own_events,
    own_files,
    own_messages,
    own_objections,
    own_translations,
    own_uploads,
)
from notifications.models import DigestEntry, FollowRhythm, Subscription
from routing.models import RoutingDecision

OUR_KEY = "a number without meaning outside the database"
OPENS = "a secret that opens something"
OTHERS = "may be about somebody else"
MACHINERY = "how the machine does it, nothing about the person"
AGENCYS = "about how an agency works, not about the person"


@dataclass(frozen=True)
class Kept:
    """What a table keeps of a person."""

    rows: Callable[[Owner], QuerySet[Any]]
    given: tuple[str, ...]
    kept_back: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """Columns that are given by what they point at: the column and the path to a name that means something."""


KEPT: dict[str, Kept] = {
    "directory.User": Kept(
        lambda owner: User.objects.filter(pk=owner.person.pk if owner.person else None),
        (
            "email", "phone", "full_name", "email_confirmed_at", "phone_confirmed_at", "identity_verified_at", "language",
            "is_active", "is_staff", "last_login", "date_joined",
        ),
        {"id": OUR_KEY, "password": OPENS, "is_superuser": MACHINERY},
    ),
    "account.EmailAddress": Kept(
        lambda owner: EmailAddress.objects.filter(user=owner.person),
        ("email", "verified", "primary"),
        {"id": OUR_KEY, "user": OUR_KEY},
    ),
    "directory.Membership": Kept(
        lambda owner: Membership.objects.filter(user=owner.person),
        ("agency", "role", "starts_on", "ends_on"),
        {"id": OUR_KEY, "user": OUR_KEY, "unit": MACHINERY},
        {"agency": "agency__name_th"},
    ),
    "directory.IdentityCheck": Kept(
        lambda owner: IdentityCheck.objects.filter(user=owner.person),
        ("agency", "document", "at", "ended_at", "ended_why"),
        {
            "id": OUR_KEY, "user": OUR_KEY, "by": "the agency answers for its officer",
            "ended_by": "the agency answers for its officer",
        },
        {"agency": "agency__name_th"},
    ),
    "complaints.MorningMail": Kept(
        lambda owner: MorningMail.objects.filter(user=owner.person),
        ("is_wanted", "last_on"),
        {"id": OUR_KEY, "user": OUR_KEY},
    ),
    "complaints.Complainant": Kept(
        lambda owner: Complainant.objects.filter(complaint__in=owner.complaints),
        ("complaint", "name", "phone", "email", "news_channel", "news_confirmed_at"),
        {"id": OUR_KEY, "user": OUR_KEY, "code_hash": OPENS, "code_until": MACHINERY, "code_tries": MACHINERY},
        {"complaint": "complaint__reference"},
    ),
    "complaints.Complaint": Kept(
        lambda owner: owner.complaints,
        ("reference", "text", "answers", "channel", "language", "text_language", "visibility", "submitted_at", "counts_from", "part_of"),
        {"id": OUR_KEY, "case": OTHERS, "receipt_hash": OPENS, "helper": OTHERS, "parted": MACHINERY},
        {"part_of": "part_of__reference"},
    ),
    "complaints.Split": Kept(
        lambda owner: Split.objects.filter(complaint__in=owner.complaints),
        ("whole", "part", "split_at", "undone_at"),
        {"id": OUR_KEY, "complaint": OUR_KEY, "ranges": MACHINERY, "file_ids": MACHINERY},
        {"whole": "whole__reference", "part": "part__reference"},
    ),
    "complaints.AssistedFiling": Kept(
        lambda owner: AssistedFiling.objects.filter(complaint__in=owner.complaints),
        ("complaint", "agency", "told_by"),
        {"id": OUR_KEY, "told_by_name": OTHERS, "is_handed_over": MACHINERY},
        {"complaint": "complaint__reference", "agency": "agency__name_th"},
    ),
    "complaints.Case": Kept(
        own_cases,
        (
            "reference", "kind", "state", "visibility", "topic", "area", "latitude", "longitude", "place_text", "public_text",
            "public_place", "public_translation", "public_answer", "public_latitude", "public_longitude", "released_at", "is_urgent", "created_at",
            "triaged_at", "routed_at", "asked_at", "answer_by", "resolution_proposed_at", "confirm_by", "closed_at",
            "confirmed_at", "appealed_at", "withdrawn_at", "rejected_at", "outcome", "reopened_count",
        ),
        {
            "id": OUR_KEY, "joined_into": OTHERS, "joined_people": OTHERS, "me_too_count": OTHERS, "co_signer_count": OTHERS, "event_count": MACHINERY, "words": MACHINERY,
            "public_words": MACHINERY, "words_version": MACHINERY,
        },
        {"topic": "topic__name_th", "area": "area__name_th"},
    ),
    "complaints.CaseEvent": Kept(
        own_events,
        ("kind", "agency", "note", "at"),
        {
            "id": OUR_KEY, "case": OTHERS, "n": MACHINERY, "assignment": OUR_KEY, "by": OTHERS, "seen_by": MACHINERY,
            "note_seen_by": MACHINERY, "facts": MACHINERY,
        },
        {"agency": "agency__name_th"},
    ),
    "complaints.CorrectionWish": Kept(
        lambda owner: CorrectionWish.objects.filter(case__in=own_cases(owner)),
        ("case", "topic", "area", "place_text", "latitude", "longitude", "became"),
        {"id": OUR_KEY, "event_number": MACHINERY},
        {"case": "case__reference", "topic": "topic__name_th", "area": "area__name_th"},
    ),
    "complaints.CoSigning": Kept(
        lambda owner: CoSigning.objects.filter(user=owner.person),
        ("case", "signed_at"),
        {"id": OUR_KEY, "user": OUR_KEY},
        {"case": "case__reference"},
    ),
    "complaints.Invitation": Kept(
        lambda owner: Invitation.objects.filter(case__in=own_cases(owner)),
        ("case", "opened_at", "is_open"),
        {"id": OUR_KEY, "round": OPENS, "leaving": OUR_KEY},
        {"case": "case__reference"},
    ),
    "complaints.Letter": Kept(
        lambda owner: Letter.objects.filter(complaint__in=owner.complaints, n__isnull=False).order_by("id"),
        ("complaint", "kind", "agency", "state", "number", "dated", "says", "sha256", "size_bytes", "is_test", "issued_at", "created_at"),
        {
            "id": OUR_KEY, "public_id": OUR_KEY, "case": OUR_KEY, "event": OUR_KEY, "referral": OTHERS, "refers_to": OUR_KEY, "year": MACHINERY, "n": MACHINERY,
            "held_because": MACHINERY, "stored_as": MACHINERY, "is_gone": MACHINERY, "bears_a_name": MACHINERY,
        },
        {"complaint": "complaint__reference", "agency": "agency__name_th"},
    ),
    "complaints.Translation": Kept(
        own_translations,
        ("complaint", "event", "source", "target", "text", "engine", "made_at"),
        {
            "id": OUR_KEY, "case": OTHERS, "by": "the agency answers for its officer", "state": MACHINERY,
            "asked_at": MACHINERY, "tries": MACHINERY, "next_try_at": MACHINERY, "last_error": MACHINERY,
        },
        {"complaint": "complaint__reference", "event": "event__n"},
    ),
    "complaints.CaseFile": Kept(
        own_files,
        ("complaint", "upload", "released_at"),
        {"id": OUR_KEY, "case": OTHERS, "event": OUR_KEY, "look_bands": MACHINERY, "repeats": OTHERS},
        {"complaint": "complaint__reference", "upload": "upload__public_id"},
    ),
    "records.Upload": Kept(
        own_uploads,
        ("public_id", "kind", "content_type", "size_bytes", "width", "height", "display_name", "created_at", "sha256", "removed_at"),
        {
            "id": OUR_KEY, "stored_as": MACHINERY, "token_hash": OPENS, "attached_at": MACHINERY, "look": MACHINERY,
            "look_down": MACHINERY, "is_too_early": AGENCYS, "is_elsewhere": AGENCYS,
        },  # fmt: skip
    ),
    "complaints.Consent": Kept(
        lambda owner: Consent.objects.filter(complaint__in=owner.complaints),
        ("complaint", "purpose", "version", "said", "channel", "given_at", "given_as", "withdrawn_at"),
        {"id": OUR_KEY},
        {"complaint": "complaint__reference"},
    ),
    "complaints.SurveyAnswer": Kept(
        lambda owner: SurveyAnswer.objects.filter(complaint__in=owner.complaints),
        ("complaint", "ease", "speed", "informed", "manner", "result", "remark", "answered_at"),
        {"id": OUR_KEY, "event": OUR_KEY, "agency": MACHINERY, "topic": MACHINERY, "is_counted": MACHINERY},
        {"complaint": "complaint__reference"},
    ),
    "complaints.Objection": Kept(
        own_objections,
        (
            "public_id", "complaint", "use", "reason", "made_at", "answer_by", "outcome", "answer", "answered_at",
            "withdrawn_at",
        ),
        {"id": OUR_KEY, "user": OUR_KEY, "answered_by": "the office answers for its officer"},
        {"complaint": "complaint__reference"},
    ),
    "complaints.Draft": Kept(
        lambda owner: Draft.objects.filter(user=owner.person),
        ("fields", "updated_at"),
        {"id": OUR_KEY, "user": OUR_KEY, "key": OPENS},
    ),
    "complaints.SavedView": Kept(
        lambda owner: SavedView.objects.filter(user=owner.person),
        ("name", "view", "filters", "saved_at"),
        {"id": OUR_KEY, "public_id": OUR_KEY, "user": OUR_KEY, "agency": OTHERS},
    ),
    "notifications.Message": Kept(
        own_messages,
        ("channel", "recipient", "subject", "body", "language", "state", "created_at", "sent_at"),
        {
            "id": OUR_KEY, "event_key": OTHERS, "user": OUR_KEY, "attempts": MACHINERY, "next_try_at": MACHINERY,
            "provider_key": OPENS, "last_error": MACHINERY, "is_followed": MACHINERY,
        },
    ),
    "notifications.Subscription": Kept(
        lambda owner: Subscription.objects.filter(user=owner.person),
        ("subject", "created_at"),
        {"id": OUR_KEY, "user": OUR_KEY},
    ),
    "notifications.FollowRhythm": Kept(
        lambda owner: FollowRhythm.objects.filter(user=owner.person), ("rhythm",), {"user": OUR_KEY, "stop_key": OPENS}
    ),
    "notifications.DigestEntry": Kept(
        lambda owner: DigestEntry.objects.filter(user=owner.person),
        ("title", "path", "created_at", "mailed_at"),
        {"id": OUR_KEY, "user": OUR_KEY, "event_key": OTHERS},
    ),
    "discovery.CaseLink": Kept(
        lambda owner: CaseLink.objects.filter(case__in=own_cases(owner)),
        ("case", "way", "about", "linked_at"),
        {"id": OUR_KEY, "consultation": "about names it"},
        {"case": "case__reference"},
    ),
    "comments.Commenter": Kept(
        lambda owner: Commenter.objects.filter(user=owner.person, user__isnull=False),
        ("commenting", "identity", "area", "joined_at"),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS},
        {"commenting": "commenting__consultation__title_th", "area": "area__name_th"},
    ),
    "comments.Comment": Kept(
        lambda owner: Comment.objects.filter(author__user=owner.person, author__user__isnull=False),
        (
            "commenting", "number", "version", "scope", "unit", "part", "words", "text", "written_at", "changed_at",
            "withdrawn_at", "hidden_at", "hidden_reason", "confirmed_supports", "anonymous_supports", "supported_before",
        ),
        {"id": OUR_KEY, "author": OUR_KEY, "above": OTHERS, "by": "the agency answers for its officer"},
        {"commenting": "commenting__consultation__title_th", "version": "version__document__title_th"},
    ),
    "comments.CommentFile": Kept(
        own_comment_files,
        ("comment", "upload", "added_at", "shown_at", "hidden_at", "hidden_reason"),
        {"id": OUR_KEY},
        {"comment": "comment__number", "upload": "upload__public_id"},
    ),
    "comments.Support": Kept(
        lambda owner: Support.objects.filter(commenter__user=owner.person, commenter__user__isnull=False),
        ("comment", "at"),
        {"id": OUR_KEY, "commenter": OUR_KEY, "identity": MACHINERY},
        {"comment": "comment__number"},
    ),
    "petitions.Petition": Kept(
        lambda owner: Petition.objects.filter(author=owner.person, author__isnull=False),
        (
            "slug", "agency", "topic", "area", "title", "asks", "why", "written_at", "changed_at", "submitted_at", "decided_at",
            "refused_at", "refusal", "why_refused", "published_at", "threshold", "closes_at", "extended_at",
            "reached_at", "closed_at", "joined_into", "joined_at", "signature_count", "due_at", "answer", "answered_at",
        ),
        {
            "id": OUR_KEY, "author": OUR_KEY, "decided_by": "the agency answers for its officer",
            "answered_by": "the agency answers for its officer", "rule_level": MACHINERY, "level": MACHINERY,
            "next_step_at": MACHINERY, "event_count": MACHINERY, "words": MACHINERY, "cut_by": MACHINERY,
        },
        {
            "agency": "agency__name_th", "topic": "topic__name_th", "area": "area__name_th", "refusal": "refusal__name_th",
            "joined_into": "joined_into__title",
        },
    ),
    "petitions.Joining": Kept(
        lambda owner: Joining.objects.filter(petition__author=owner.person, petition__author__isnull=False),
        ("petition", "into", "why", "by_author", "proposed_at", "outcome", "ended_at"),
        {"id": OUR_KEY, "proposed_by": "the agency answers for its officer"},
        {"petition": "petition__title", "into": "into__title"},
    ),
    "petitions.PetitionAppeal": Kept(
        lambda owner: PetitionAppeal.objects.filter(petition__author=owner.person, petition__author__isnull=False),
        ("petition", "words", "made_at", "decided_at", "is_upheld", "answer"),
        {
            "id": OUR_KEY, "against": "the agency answers for its officer",
            "decided_by": "the agency answers for its officer",
        },
        {"petition": "petition__title"},
    ),
    "petitions.PetitionReport": Kept(
        lambda owner: PetitionReport.objects.filter(user=owner.person, user__isnull=False),
        ("petition", "rule", "words", "at"),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS, "done_at": AGENCYS},
        {"petition": "petition__title", "rule": "rule__name_th"},
    ),
    "petitions.Signature": Kept(
        lambda owner: Signature.objects.filter(user=owner.person, user__isnull=False),
        ("petition", "shows_name", "signed_at"),
        {"id": OUR_KEY, "user": OUR_KEY},
        {"petition": "petition__title"},
    ),
    "hearings.Registration": Kept(
        lambda owner: Registration.objects.filter(user=owner.person, user__isnull=False),
        (
            "hearing", "number", "way", "name", "body", "language", "needs_sign_language", "needs_wheelchair",
            "needs_interpreter", "needs", "registered_at", "came_at",
        ),
        {
            "id": OUR_KEY, "user": OUR_KEY, "seat": MACHINERY, "email": "of who has no account",
            "email_confirmed_at": "of who has no account", "withdrawn_at": "a withdrawn one holds nobody",
            "came_by": "the agency answers for its officer",
        },
        {"hearing": "hearing__title_th"},
    ),
    "hearings.Asker": Kept(
        lambda owner: Asker.objects.filter(user=owner.person, user__isnull=False),
        ("hearing", "identity"),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS},
        {"hearing": "hearing__title_th"},
    ),
    "hearings.Question": Kept(
        lambda owner: Question.objects.filter(author__user=owner.person, author__user__isnull=False),
        (
            "hearing", "text", "asked_at", "stage", "staged_at", "hidden_at", "hidden_reason", "withdrawn_at",
            "confirmed_supports", "anonymous_supports",
        ),
        {"id": OUR_KEY, "author": OUR_KEY, "staged_by": "the agency answers for its officer"},
        {"hearing": "hearing__title_th"},
    ),
    "hearings.QuestionSupport": Kept(
        lambda owner: QuestionSupport.objects.filter(asker__user=owner.person, asker__user__isnull=False),
        ("question",),
        {"id": OUR_KEY, "asker": OUR_KEY, "identity": MACHINERY},
        {"question": "question__text"},
    ),
    "participation.Participant": Kept(
        lambda owner: Participant.objects.filter(user=owner.person, user__isnull=False),
        ("conversation", "identity", "area", "opinion_group", "joined_at"),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS},
        {"conversation": "conversation__consultation__title_th", "area": "area__name_th"},
    ),
    "participation.Vote": Kept(
        lambda owner: Vote.objects.filter(participant__user=owner.person, participant__user__isnull=False),
        ("statement", "value", "cast_at"),
        {"id": OUR_KEY, "participant": OUR_KEY, "identity": MACHINERY, "area": "the participant names it"},
        {"statement": "statement__text"},
    ),
    "participation.Statement": Kept(
        lambda owner: Statement.objects.filter(author__user=owner.person, author__user__isnull=False),
        (
            "conversation", "n", "text", "text_en", "written_at", "published_at", "refusal", "refusal_note", "decided_at",
            "withdrawn_at", "why_withdrawn", "removal",
        ),
        {
            "id": OUR_KEY, "author": OUR_KEY, "decided_by": "the agency answers for its officer",
            "withdrawn_by": "the agency answers for its officer",
        },
        {"conversation": "conversation__consultation__title_th"},
    ),
    "questionnaires.Sheet": Kept(
        lambda owner: Sheet.objects.filter(user=owner.person, user__isnull=False),
        (
            "questionnaire", "identity", "stakeholders", "area", "draft", "is_changed", "number", "begun_at", "saved_at", "sent_at",
        ),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS, "is_put_away": MACHINERY},
        {"questionnaire": "questionnaire__consultation__title_th", "area": "area__name_th"},
    ),
    "questionnaires.Answer": Kept(
        lambda owner: Answer.objects.filter(sheet__user=owner.person, sheet__user__isnull=False),
        ("question", "value", "hidden_at"),
        {
            "id": OUR_KEY, "sheet": OUR_KEY, "identity": MACHINERY, "stakeholders": MACHINERY, "area": "the sheet names it",
            "day": "the sheet names it",
        },
        {"question": "question__text_th"},
    ),
    "moderation.TakenDown": Kept(
        lambda owner: taken_down_of(owner.person),
        ("consultation", "rule", "reason", "at", "put_back_at", "why_put_back"),
        {
            "id": OUR_KEY, "text": OUR_KEY, "n": MACHINERY, "by": "the agency answers for its officer",
            "put_back_by": "the agency answers for its officer", "copies": OTHERS,
        },
        {"consultation": "consultation__title_th", "rule": "rule__name_th"},
    ),
    "moderation.Appeal": Kept(
        lambda owner: Appeal.objects.filter(taken_down__in=taken_down_of(owner.person)),
        ("words", "made_at", "due_at", "decided_at", "is_upheld", "answer"),
        {
            "id": OUR_KEY, "taken_down": OUR_KEY, "against": "the agency answers for its officer", "raised": AGENCYS,
            "raised_at": AGENCYS, "decided_by": "the agency answers for its officer",
        },
    ),
    "moderation.Report": Kept(
        lambda owner: Report.objects.filter(user=owner.person, user__isnull=False),
        ("consultation", "rule", "at"),
        {"id": OUR_KEY, "user": OUR_KEY, "browser": OPENS, "text": OTHERS},
        {"consultation": "consultation__title_th", "rule": "rule__name_th"},
    ),
    "moderation.FlaggedVoice": Kept(
        lambda owner: FlaggedVoice.objects.filter(
            Q(participant__user=owner.person) | Q(sheet__user=owner.person) if owner.person else Q(pk__in=[])
        ),
        ("flag",),
        {"id": OUR_KEY, "participant": OUR_KEY, "sheet": OUR_KEY},
        {"flag": "flag__reason"},
    ),
    "statutes.Stakeholder": Kept(
        lambda owner: stakeholders_of(owner.person) if owner.person else Stakeholder.objects.none(),
        ("law", "kind", "name", "email", "address", "why", "basis", "language", "at"),
        {"id": OUR_KEY, "n": OUR_KEY, "by": "the agency answers for its officer", "erased_at": MACHINERY},
        {"law": "law__title_th"},
    ),
    "statutes.StakeholderNotice": Kept(
        lambda owner: StakeholderNotice.objects.filter(
            stakeholder__in=stakeholders_of(owner.person) if owner.person else []
        ),
        ("consultation", "occasion", "is_by_post", "at", "sent_at"),
        {"id": OUR_KEY, "stakeholder": OUR_KEY, "sent_by": "the agency answers for its officer"},
        {"consultation": "consultation__title_th"},
    ),
    "records.AccessLog": Kept(
        looks_at,
        ("at", "agency", "reason", "fields"),
        {"id": OUR_KEY, "user": "the agency answers for its officer", "subject": OTHERS},
        {"agency": "agency__name_th"},
    ),
    "routing.RoutingDecision": Kept(
        lambda owner: RoutingDecision.objects.filter(case__in=own_cases(owner)),
        ("case", "model_version", "did", "why", "made_at", "settled_at", "was_corrected"),
        {
            "id": OUR_KEY, "proposals": MACHINERY, "threshold": MACHINERY, "settled_by": OTHERS,
            "settled_agency": MACHINERY, "settled_topic": MACHINERY,
        },
        {"case": "case__reference"},
    ),
}  # fmt: skip


def rows_of(kept: Kept, owner: Owner) -> list[dict[str, Any]]:
    """The owner's rows of one table as they are given away, in a fixed order of columns."""
    paths = {name: F(path) for name, path in kept.named.items()}
    plain = [name for name in kept.given if name not in paths]
    given = {f"given_{name}": path for name, path in paths.items()}
    found = kept.rows(owner).values(*plain, **given)
    return [{name: row[f"given_{name}" if name in paths else name] for name in kept.given} for row in found]
