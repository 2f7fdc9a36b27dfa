"""The timeline of a case, the files on it, and the corrections that its complainant wishes."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.case_tables import Case
from complaints.complaint_tables import Complaint
from directory.models import Agency, Area, Topic
from records.models import Upload


class CaseEvent(models.Model):
    """One line of a case's timeline: one act. Append-only; a later line corrects an earlier one."""

    class Kind(models.TextChoices):
        FILED = "filed", _("Complaint received")
        TRIAGE = "triage", _("People are finding the responsible agency")
        ROUTED = "routed", _("Sent to an agency")
        DECLINED = "declined", _("Agency declined")
        TRANSFERRED = "transferred", _("Passed on to another agency")
        HELP_ASKED = "help_asked", _("Another agency was asked to help")
        HELP_REFUSED = "help_refused", _("Agency cannot help")
        ACCEPTED = "accepted", _("Agency accepted")
        ASKED = "asked", _("Agency asked the complainant")
        ANSWERED = "answered", _("Complainant answered")
        QUESTION_LAPSED = "question_lapsed", _("Work goes on without an answer")
        REPLIED = "replied", _("Agency replied")
        PART_DONE = "part_done", _("Agency finished its part")
        RESOLUTION_PROPOSED = "resolution_proposed", _("Agency reported the work as done")
        CONFIRMED = "confirmed", _("Complainant confirmed")
        CLOSED_BY_SILENCE = "closed_by_silence", _("Closed, nobody objected in time")
        DISPUTED = "disputed", _("Complainant objected, case reopened")
        WITHDRAWN = "withdrawn", _("Complainant withdrew")
        REJECTED = "rejected", _("Not accepted")
        TOPIC_CORRECTED = "topic_corrected", _("Topic corrected")
        RELEASED = "released", _("Text shown to everybody")
        TAKEN_BACK = "taken_back", _("Text no longer shown")
        EXTENDED = "extended", _("Agency needs more time")
        ADDED = "added", _("Complainant added something")
        CORRECTION_ASKED = "correction_asked", _("Complainant wishes a correction")
        CORRECTED = "corrected", _("Place or topic corrected")
        CORRECTION_REFUSED = "correction_refused", _("Correction refused")
        CORRECTION_DROPPED = "correction_dropped", _("Complainant took the correction back")
        CONVERTED = "converted", _("Kind of the case changed")
        ACKNOWLEDGED = "acknowledged", _("Praise acknowledged and closed")
        DELIVERED = "delivered", _("Praise closed without an answer")
        SPEAKER_SOUGHT = "speaker_sought", _("Another speaker is sought")
        SPEAKER_STAYS = "speaker_stays", _("Speaker goes on")
        SPEAKER_CHANGED = "speaker_changed", _("Another speaker took over")
        SPEAKER_LEFT = "speaker_left", _("Speaker left the case")
        CO_SIGNING_OPENED = "co_signing_opened", _("Complainant invited others to co-sign")
        CO_SIGNING_STOPPED = "co_signing_stopped", _("Complainant closed the co-signing")
        CLOSED_TO_PUBLIC = "closed_to_public", _("Complainant no longer wants it shown")
        FILE_REMOVED = "file_removed", _("File removed for good")
        LANGUAGE_CORRECTED = "language_corrected", _("Language of the text corrected")
        TRANSLATION_ASKED = "translation_asked", _("A translation was asked for")
        TRANSLATED = "translated", _("A text was translated")
        JOINED = "joined", _("Joined with another case")
        TOOK_IN = "took_in", _("Another case was joined here")
        SEPARATED = "separated", _("Taken apart again")
        LET_GO = "let_go", _("Another case was taken out again")
        SPLIT = "split", _("Split into several cases")
        SPLIT_OFF = "split_off", _("Made of a part of another case")
        TOOK_BACK = "took_back", _("A part was put back")
        PUT_BACK = "put_back", _("Put back into the case it came from")
        HANDED_OVER = "handed_over", _("Handed to a colleague")
        INTERNAL_NOTE = "internal_note", _("Note for colleagues")
        ESCALATED = "escalated", _("Raised to the next level")
        DELAY = "delay", _("Agency said why it is late")
        APPEALED = "appealed", _("Complainant appealed")
        APPEAL_TAKEN_BACK = "appeal_taken_back", _("Complainant took the appeal back")
        APPEAL_UPHELD = "appeal_upheld", _("Answer upheld on appeal, case closed")
        APPEAL_GRANTED = "appeal_granted", _("Appeal granted, case reopened")
        AUDIT_REOPENED = "audit_reopened", _("Closing found false by an audit, case reopened")
        REFERRED = "referred", _("Letter to an agency elsewhere written")
        REFERRAL_DROPPED = "referral_dropped", _("Letter taken back before it was sent")
        REFERRAL_SENT = "referral_sent", _("Referred by letter")
        REFERRAL_RECEIVED = "referral_received", _("Agency elsewhere received the letter")
        REFERRAL_REMINDED = "referral_reminded", _("Agency elsewhere reminded")
        REFERRAL_ANSWERED = "referral_answered", _("Agency elsewhere answered")
        REFERRAL_ENDED = "referral_ended", _("Agency works on it again without that answer")
        APPROVAL_ASKED = "approval_asked", _("Answer waits for approval")
        ANSWER_APPROVED = "answer_approved", _("Answer approved")
        ANSWER_SENT_BACK = "answer_sent_back", _("Answer sent back to its writer")
        ANSWER_TAKEN_BACK = "answer_taken_back", _("Answer taken back before approval")

    class Seen(models.TextChoices):
        """Who sees a line, each level including the ones after it."""

        PUBLIC = "public", _("Everybody")
        COMPLAINANT = "complainant", _("Complainant and agencies")
        AGENCY = "agency", _("Agencies of the case")
        INTERNAL = "internal", _("This agency only")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=Kind.choices)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="events")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    seen_by = models.CharField(max_length=16, choices=Seen.choices, default=Seen.PUBLIC)
    note = models.TextField(blank=True)
    note_seen_by = models.CharField(max_length=16, choices=Seen.choices, default=Seen.COMPLAINANT)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(name="an_event_number_is_used_once_a_case", fields=["case", "n"])]
        triggers = [pgtrigger.Protect(name="a_timeline_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.n} {self.kind}"


class CaseFile(models.Model):
    """An upload that belongs to a complaint or to a line of the timeline."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="files")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, blank=True, related_name="files")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="case_file")
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when everybody may see the picture, while its case is released; an officer chooses each by itself."""
    look_bands = ArrayField(models.IntegerField(), null=True, blank=True, editable=False)
    """Of a picture after the work: by what others that look the same are found (complaints.repeated_pictures)."""
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    """The file that this picture looks the same as, where it was sent all the same."""

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        indexes = [GinIndex(name="pictures_that_look_alike", fields=["look_bands"], fastupdate=True)]

    def __str__(self) -> str:
        return str(self.upload_id)


class CorrectionWish(models.Model):
    """Another place or topic that the complainant wishes while an agency has the case; at most one is open."""

    class Became(models.TextChoices):
        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Taken back")

    case = models.ForeignKey(Case, models.PROTECT, related_name="correction_wishes")
    event_number = models.PositiveIntegerField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    became = models.CharField(max_length=8, choices=Became.choices, blank=True)

    class Meta:
        verbose_name = _("wished correction")
        verbose_name_plural = _("wished corrections")
        constraints = [
            models.UniqueConstraint(name="a_case_has_one_open_correction", fields=["case"], condition=Q(became="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.event_number}"
