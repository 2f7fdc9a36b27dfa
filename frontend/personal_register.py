"""Where the house keeps what about a person: a mark on every column of every table (promise P1).

A test walks all tables: a new column without a mark here fails it. Whoever adds one decides on this page whether the
person gets it when they take their data away. `rows` finds the rows of a person; `given` goes along under the column's
own name; `kept_back` stays here for the reason beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F, QuerySet

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
from directory.models import Membership, User
from frontend.personal_rows import (
    Owner,
    looks_at,
    own_cases,
    own_events,
    own_files,
    own_messages,
    own_objections,
    own_translations,
    own_uploads,
)
from notifications.models import Subscription
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
            "email", "phone", "full_name", "email_confirmed_at", "phone_confirmed_at", "language", "is_active",
            "is_staff", "last_login", "date_joined",
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
            "public_words": MACHINERY,
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
        ("complaint", "kind", "agency", "state", "number", "dated", "says", "sha256", "size_bytes", "issued_at", "created_at"),
        {
            "id": OUR_KEY, "public_id": OUR_KEY, "case": OUR_KEY, "event": OUR_KEY, "refers_to": OUR_KEY, "year": MACHINERY, "n": MACHINERY,
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
            "provider_key": OPENS, "last_error": MACHINERY,
        },
    ),
    "notifications.Subscription": Kept(
        lambda owner: Subscription.objects.filter(user=owner.person),
        ("subject", "created_at"),
        {"id": OUR_KEY, "user": OUR_KEY},
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

STAFF = "acts of staff in their office, kept as the record of the office"
PUBLIC = "about no person"
SHORT = "holds hashes or sealed values only, gone by itself within days"
NOT_GIVEN: dict[str, tuple[str, str]] = {
    # Table: why nothing of it goes along, and the columns that were looked at when this was decided.
    "auth.Permission": (PUBLIC, "id name content_type codename"),
    "auth.Group": (PUBLIC, "id name"),
    "contenttypes.ContentType": (PUBLIC, "id app_label model"),
    "sessions.Session": (SHORT, "session_key session_data expire_date"),
    "account.EmailConfirmation": (SHORT, "id email_address created sent key"),
    "records.IdempotencyKey": (SHORT, "id scope key_hash fingerprint salt state answer_reference created_at"),
    "records.KeptForm": (SHORT, "id name_hash token_hash sealed kept_at"),
    "complaints.MeToo": ("a seal by which it can be taken back, not read back to anybody", "id case who said_on"),
    "complaints.Incident": (STAFF, "id public_id topic area began_at found_at usual_a_day ended_at ended_by"),
    "complaints.PublicSquare": (PUBLIC, "id level topic kind x y cases sum_x sum_y"),
    "records.ThrottleBucket": (SHORT, "key empty_at"),
    "admin.LogEntry": (
        STAFF,
        "id action_time user content_type object_id object_repr action_flag change_message",
    ),
    "pghistory.Context": (STAFF, "id created_at updated_at metadata"),
    "directory.MembershipEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id user agency unit role starts_on ends_on",
    ),
    "directory.Leave": (STAFF, "id public_id user agency starts_on ends_on deputy"),
    "directory.LeaveEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id user agency starts_on ends_on deputy",
    ),
    "directory.StaffInvitation": (
        STAFF,
        "id public_id email agency unit role invited_by invited_at accepted_by accepted_at withdrawn_at",
    ),
    "directory.StaffInvitationEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id email agency unit role invit"
        "ed_by invited_at accepted_by accepted_at withdrawn_at",
    ),
    "routing.RoutingThreshold": (STAFF, "id topic probability target decided_by decided_on reason"),
    "routing.RoutingThresholdEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic probability target decided_by decided_on reason",
    ),
    "routing.ModelVersion": (STAFF, "id version sha256 base fingerprint lessons report made_at"),
    "routing.ModelChange": (STAFF, "id what version after_decision by reason at"),
    "routing.RoutingAlarm": (STAFF, "id kind subject facts raised_at ended_at"),
    "routing.DriftReport": ("counts and means, about no person", "id day figures"),
    "routing.ShadowOpinion": (
        "what a model that decides nothing would have said; what was decided is given",
        "id decision version topic agency probability",
    ),
    "routing.Simulation": (STAFF, "id asked_by asked_at text area answer answered_at"),
    "complaints.Assignment": (
        "an agency's own work; what of it concerns the person is told in the timeline",
        "id case agency unit officer part state proposed_at accept_by accepted_at due_at next_duty_at answered_at"
        " answer reason proposed_agency case_is_open case_is_confidential case_people case_topic case_area"
        " extensions has_news due_before paused update_by escalation_level",
    ),
    "directory.ShapeFile": (STAFF, "level source file_name digest loaded_by loaded_at"),
    "directory.AreaShape": (PUBLIC, "area file drawn label_latitude label_longitude"),
    "directory.AreaRing": (PUBLIC, "id shape ring"),
    "complaints.ServiceLevel": (PUBLIC, "id step kind topic agency working_days source is_confirmed"),
    "complaints.DelayReason": (PUBLIC, "id code name_th name_en told_th told_en position is_active"),
    "complaints.Delay": (STAFF, "id assignment agency clock was_due reason is_told by at"),
    "complaints.EscalationRule": (PUBLIC, "id clock level working_days agencies_up role source is_active"),
    "complaints.Escalation": (
        "an agency's own lateness; what of it concerns the person is told in the timeline",
        "id assignment agency why level was_due at",
    ),
    "complaints.Appeal": (
        "which agency decides and what became of it; all of it is told in the timeline",
        "id case part against filed_at closed_before_at became ended_at",
    ),
    "complaints.CaseFilePdf": (
        "a copy of what is given anyway, gone after a day",
        "id public_id case assignment complaint asked_by has_contact language state stored_as size_bytes asked_at",
    ),
    "complaints.LetterCount": ("a number, of nobody", "id agency year last"),
    "directory.Letterhead": (
        PUBLIC,
        "id agency is_on acknowledges prefix office address signed_name signed_as contact thai_digits emblem",
    ),
    "directory.LetterheadEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency is_on acknowledges prefix office address signed_name "
        "signed_as contact thai_digits",
    ),
    "complaints.AuditRule": (PUBLIC, "id agency share_percent minimum source"),
    "complaints.AuditRuleEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency share_percent minimum source",
    ),
    "complaints.AuditDraw": ("numbers of a draw, of nobody", "id seed since until drawn_at pool"),
    "complaints.Audit": (
        "what an auditor found about an agency's work; what of it concerns the person is told in the timeline",
        "id public_id draw closing case agency dealt_with answers in_time evidence verdict reason auditor audited_at",
    ),
    "complaints.AuditScore": (
        "sums, about no person",
        "id agency sound lacking false shown_sound shown_lacking shown_false",
    ),
    "complaints.AfterPhoto": (PUBLIC, "id topic needs_photo"),
    "complaints.AfterPhotoEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic needs_photo",
    ),
    "complaints.Closing": (AGENCYS, "id event agency at photo has_repeat is_doubted"),
    "complaints.SurveyScore": ("sums, about no person", "id agency topic answers sums shown_answers shown_sums"),
    "complaints.OutcomeOfKind": (PUBLIC, "id kind outcome name_th name_en position is_active"),
    "complaints.ReplyTemplate": (PUBLIC, "id public_id agency use kind name text position is_active"),
    "complaints.ReplyTemplateEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id agency use kind name text position is_active",
    ),
    "complaints.SparedFilings": ("a number a day, of nobody", "on number"),
    "complaints.StopperText": (
        PUBLIC,
        "id code topic area agency text_th text_en phone link source is_confirmed is_active",
    ),
    "complaints.StopperTextEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code topic area agency text_th text_en phone link"
        " source is_confirmed is_active",
    ),
    "complaints.TopicQuestion": (
        PUBLIC,
        "id topic code position kind wording_th wording_en hint_th hint_en choices is_required only_after"
        " only_after_answer is_active",
    ),
    "complaints.TopicQuestionEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic code position kind wording_th wording_en hint_th"
        " hint_en choices is_required only_after only_after_answer is_active",
    ),
    "consultations.Consultation": (
        PUBLIC,
        "id slug agency kind topic is_nationwide title_th title_en changes_th changes_en page other_ways_th"
        " other_ways_en opens_at closes_at why_short announced_at withdrawn_at why_withdrawn event_count",
    ),
    "consultations.ConsultationEvent": (STAFF, "id consultation n kind by note facts at"),
    "consultations.OpeningLength": (PUBLIC, "id kind days source is_confirmed"),
    "directory.Area": (PUBLIC, "code level parent name_th name_en postal_code sort_key"),
    "directory.Agency": (
        PUBLIC,
        "id code name_th name_en short_name_th parent kind area official_code source source_date source_confirmed"
        " takes_complaints opens_on closes_on sort_key",
    ),
    "directory.AgencyEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code name_th name_en short_name_th parent kind area"
        " official_code source source_date source_confirmed takes_complaints opens_on closes_on",
    ),
    "directory.ServiceArea": (PUBLIC, "id agency area source source_date"),
    "directory.ServiceAreaEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency area source source_date",
    ),
    "directory.Unit": (PUBLIC, "id agency parent name_th name_en"),
    "directory.UnitEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency parent name_th name_en",
    ),
    "directory.LoadedRow": (PUBLIC, "id table key digest"),
    "directory.Holiday": (PUBLIC, "id date name_th name_en kind area source closed_from closed_until"),
    "directory.HolidayEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id date name_th name_en kind area source closed_from"
        " closed_until",
    ),
    "directory.OfficeHours": (PUBLIC, "id weekday opens closes"),
    "directory.Topic": (
        PUBLIC,
        "id code parent name_th name_en covers_th covers_en visibility_floor offers_public urgency is_active position",
    ),
    "directory.TopicEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code parent name_th name_en covers_th covers_en"
        " visibility_floor offers_public urgency is_active position",
    ),
    "directory.TopicAlias": (PUBLIC, "id scheme label topic"),
    "routing.RoutingRule": (PUBLIC, "id topic area agency to_local starts_on ends_on source named"),
    "routing.RoutingRuleEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic area agency to_local starts_on ends_on source named",
    ),
}


def rows_of(kept: Kept, owner: Owner) -> list[dict[str, Any]]:
    """The owner's rows of one table as they are given away, in a fixed order of columns."""
    paths = {name: F(path) for name, path in kept.named.items()}
    plain = [name for name in kept.given if name not in paths]
    given = {f"given_{name}": path for name, path in paths.items()}
    found = kept.rows(owner).values(*plain, **given)
    return [{name: row[f"given_{name}" if name in paths else name] for name in kept.given} for row in found]
