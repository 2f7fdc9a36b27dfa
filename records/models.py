"""Tables of what must be provable. Rows are written by the module named after the act, never by hand."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UploadQuerySet(models.QuerySet["Upload"]):
    def waiting(self) -> "UploadQuerySet":
        """Sent with a form that has not been filed (yet)."""
        return self.filter(attached_at__isnull=True)

    def waiting_for(self, token: str) -> "UploadQuerySet":
        """Those that wait for one form, oldest first."""
        from records.uploads import hash_of_token

        return self.waiting().filter(token_hash=hash_of_token(token)).order_by("id")


class Upload(models.Model):
    """A picture or PDF after cleaning. The original is never stored, nor its name, nor who sent it."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Picture")
        PDF = "pdf", _("PDF")

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    content_type = models.CharField(_("content type"), max_length=40)
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of what is stored"), max_length=64)
    display_name = models.CharField(_("shown as"), max_length=40)
    stored_as = models.CharField(_("stored as"), max_length=120, unique=True)
    token_hash = models.CharField(_("form it waits for (hash)"), max_length=64)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    attached_at = models.DateTimeField(_("attached at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    """Since when only this row is left: the bytes are gone for good (records.uploads.remove_upload)."""
    look = models.BigIntegerField(_("what it looks like, across"), null=True, blank=True, editable=False)
    look_down = models.BigIntegerField(_("what it looks like, down"), null=True, blank=True, editable=False)
    """How a picture is known again (records.picture_looks)."""
    is_too_early = models.BooleanField(_("says it was taken too early"), null=True, blank=True, editable=False)
    is_elsewhere = models.BooleanField(_("says it was taken elsewhere"), null=True, blank=True, editable=False)
    """Verdicts on what the picture said of itself (records.picture_origin); what it said is not kept."""

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                name="a_picture_has_a_width_and_a_height",
                condition=~Q(kind="image") | Q(width__gt=0, height__gt=0),
            ),
            models.CheckConstraint(name="an_upload_is_not_empty", condition=Q(size_bytes__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="upload_removed",
                condition=Q(removed_at__isnull=False) & ~Q(stored_as__startswith="removed/"),
            ),
            models.Index(
                fields=["token_hash", "id"], name="upload_waiting_for_its_form", condition=Q(attached_at__isnull=True)
            ),
            models.Index(fields=["created_at"], name="upload_still_waiting", condition=Q(attached_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.display_name


class IdempotencyKey(models.Model):
    """One client's promise that two requests with this key are one act. The key itself is not kept."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    scope = models.CharField(_("scope"), max_length=80)
    key_hash = models.CharField(_("key (hash)"), max_length=64, unique=True)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    salt = models.CharField(_("salt"), max_length=32)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    answer_reference = models.CharField(_("reference in the answer"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.CheckConstraint(
                name="a_finished_request_has_an_answer", condition=Q(state="running") | ~Q(answer_reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key_hash[:8]}"


class KeptForm(models.Model):
    """One page of a form that was not sent yet, sealed under a key that only the browser has (records/kept_forms.py)."""

    name_hash = models.CharField(_("name (hash)"), max_length=64, unique=True)
    token_hash = models.CharField(_("form it belongs to (hash)"), max_length=64, db_index=True)
    sealed = models.BinaryField(_("sealed words"))
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("form on its way")
        verbose_name_plural = _("forms on their way")

    def __str__(self) -> str:
        return self.name_hash[:8]


class ThrottleBucket(models.Model):
    """How full one bucket is (records/throttling.py). Unlogged: empty again after a crash, and that is fine."""

    key = models.BinaryField(_("key"), max_length=16, primary_key=True)
    empty_at = models.DateTimeField(_("empty again at"), db_index=True)

    class Meta:
        verbose_name = _("throttle bucket")
        verbose_name_plural = _("throttle buckets")

    def __str__(self) -> str:
        return bytes(self.key).hex()


class AccessLog(models.Model):
    """Who of the staff looked at what, when and why. Shown to the person whose data it was."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        "directory.Agency", verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=80, help_text=_("For example case:69-7K3M-9QXT-Y"))
    reason = models.CharField(_("reason"), max_length=300)
    fields = models.JSONField(_("fields seen"), default=list)

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["subject", "-at"], name="looks_at_a_subject"),
            models.Index(fields=["user", "-at"], name="looks_by_a_person"),
        ]
        constraints = [
            models.CheckConstraint(name="a_look_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.subject}"


class SegmentationVersion(models.Model):
    """One way in which words for the search were cut (records.segmentation). Its number stands in the rows that hold them."""

    id = models.SmallAutoField(primary_key=True)
    program = models.CharField(_("program"), max_length=60)
    dictionary = models.CharField(_("SHA-256 of its dictionary"), max_length=64)
    rules = models.PositiveSmallIntegerField(_("our own rules"))
    first_used_at = models.DateTimeField(_("first used"), default=timezone.now)
    taken_up_at = models.DateTimeField(_("taken up"), default=timezone.now)
    """When a worker last started with it: the newest is the current one."""

    class Meta:
        verbose_name = _("version of the search words")
        verbose_name_plural = _("versions of the search words")
        constraints = [
            models.UniqueConstraint(name="a_way_to_cut_has_one_number", fields=["program", "dictionary", "rules"]),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.dictionary[:8]} · {self.rules}"
