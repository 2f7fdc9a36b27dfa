"""What administrators see of complaints at /admin/: rare tables to change, cases to look up.

Cases are read only, and without what people wrote or who they are: that is read in the office, where each look at
personal data is kept with its reason (promise S14). Confidential cases are not listed at all.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints import admin_clocks, kinds  # noqa: F401 - the first registers its tables
from complaints.after_photos import forget_after_photos
from complaints.models import (
    AfterPhoto,
    Assignment,
    Case,
    Objection,
    OutcomeOfKind,
    ReplyTemplate,
    ServiceLevel,
    StopperText,
    TopicQuestion,
)
from complaints.objecting import answer_objection
from complaints.stoppers import forget_quicker_ways
from complaints.topic_questions import forget_questions
from complaints.workflow import Visibility
from directory.admin_pages import DaysAsTyped, KeptAtAdministration, OfficeModelAdmin, ReadOnly, as_shown
from directory.models import Agency, Role, User
from records.access import log_look


class AssignmentInline(ReadOnly, DaysAsTyped, admin.TabularInline):
    model = Assignment
    fields = ["agency", "part", "state", "proposed_at", "accepted_at", "due_at", "answered_at"]
    readonly_fields = fields  # type: ignore[assignment]
    extra = 0


@admin.register(Case)
class CaseAdmin(ReadOnly, OfficeModelAdmin):
    list_display = ["reference", "kind", "state", "visibility", "topic", "area", "created_at"]
    list_filter = ["state", "kind", "is_urgent"]
    list_select_related = ["topic", "area__parent__parent"]
    search_fields = ["=reference"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = [
        "reference",
        "kind",
        "state",
        "outcome",
        "visibility",
        "topic",
        "area",
        "is_urgent",
        "created_at",
        "routed_at",
        "resolution_proposed_at",
        "closed_at",
        "confirmed_at",
        "reopened_count",
    ]
    inlines = [AssignmentInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).exclude(visibility=Visibility.CONFIDENTIAL)


@admin.register(ServiceLevel)
class ServiceLevelAdmin(KeptAtAdministration, OfficeModelAdmin):
    """How long a step may take."""

    register = "service-levels"

    list_display = ["step", "agency_or_all", "kind_or_all", "topic_or_all", "working_days", "source", "is_confirmed"]
    list_filter = ["step", "kind"]
    list_select_related = ["topic__parent", "agency"]
    autocomplete_fields = ["topic", "agency"]
    fields = ["step", "agency", "kind", "topic", "working_days", "source", "is_confirmed"]

    @admin.display(description=_("agency"), ordering="agency__sort_key")
    def agency_or_all(self, level: ServiceLevel) -> str:
        return str(level.agency or _("every agency"))

    @admin.display(description=_("kind of case"), ordering="kind")
    def kind_or_all(self, level: ServiceLevel) -> str:
        return level.get_kind_display() or str(_("every kind"))

    @admin.display(description=_("topic"), ordering="topic__name_th")
    def topic_or_all(self, level: ServiceLevel) -> str:
        return str(level.topic or _("every topic"))


@admin.register(TopicQuestion)
class TopicQuestionAdmin(OfficeModelAdmin):
    """What is asked after the text. This process asks what was changed at once, others within seconds."""

    list_display = ["wording", "topic", "kind", "position", "is_required", "is_active"]
    list_filter = ["is_active", "kind", "topic__parent"]
    list_select_related = ["topic__parent"]
    search_fields = ["wording_th", "wording_en", "code", "topic__name_th", "topic__name_en", "topic__code"]
    autocomplete_fields = ["topic", "only_after"]
    fields = [
        "topic",
        "code",
        "position",
        "kind",
        ("wording_th", "wording_en"),
        ("hint_th", "hint_en"),
        "choices",
        "is_required",
        ("only_after", "only_after_answer"),
        "is_active",
    ]

    @admin.display(description=_("question"), ordering="wording_th")
    def wording(self, question: TopicQuestion) -> str:
        return question.wording

    def save_model(self, request: HttpRequest, obj: TopicQuestion, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_questions()

    def delete_model(self, request: HttpRequest, obj: TopicQuestion) -> None:
        super().delete_model(request, obj)
        forget_questions()


@admin.register(StopperText)
class StopperTextAdmin(OfficeModelAdmin):
    """Where a matter is dealt with quicker. This process says what was changed at once, others within seconds."""

    list_display = ["code", "topic", "area", "agency", "phone", "is_confirmed", "is_active"]
    list_filter = ["is_active", "is_confirmed", "topic__parent"]
    list_select_related = ["topic__parent", "area__parent__parent", "agency"]
    search_fields = ["code", "text_th", "text_en", "phone", "topic__name_th", "topic__name_en", "topic__code"]
    autocomplete_fields = ["topic", "area", "agency"]
    fields = [
        "code",
        ("topic", "area"),
        "agency",
        "text_th",
        "text_en",
        ("phone", "link"),
        ("source", "is_confirmed"),
        "is_active",
    ]

    def save_model(self, request: HttpRequest, obj: StopperText, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_quicker_ways()

    def delete_model(self, request: HttpRequest, obj: StopperText) -> None:
        super().delete_model(request, obj)
        forget_quicker_ways()


@admin.register(OutcomeOfKind)
class OutcomeOfKindAdmin(OfficeModelAdmin):
    """How cases of a kind can end, and what that is called. This process sees a change at once, others within seconds."""

    list_display = ["kind", "outcome", "name_th", "name_en", "position", "is_active"]
    list_filter = ["kind"]
    fields = ["kind", "outcome", "name_th", "name_en", "position", "is_active"]

    def save_model(self, request: HttpRequest, obj: OutcomeOfKind, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        kinds.forget_kinds()

    def delete_model(self, request: HttpRequest, obj: OutcomeOfKind) -> None:
        super().delete_model(request, obj)
        kinds.forget_kinds()


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(KeptAtAdministration, OfficeModelAdmin):
    """Texts that officers begin an answer with: for everybody, or of one agency (which keeps them itself)."""

    register = "reply-texts"

    list_display = ["name", "agency", "use", "kind", "position", "is_active"]
    list_filter = ["use", "kind"]
    list_select_related = ["agency"]
    search_fields = ["name", "text", "agency__name_th"]
    autocomplete_fields = ["agency"]
    fields = ["agency", "use", "kind", "name", "text", "position", "is_active"]


@admin.register(AfterPhoto)
class AfterPhotoAdmin(OfficeModelAdmin):
    """Of which topics "solved" needs a picture. This process sees a change at once, others within seconds."""

    list_display = ["topic", "needs_photo"]
    list_filter = ["needs_photo", "topic__parent"]
    list_select_related = ["topic__parent"]
    search_fields = ["topic__name_th", "topic__name_en", "topic__code"]
    autocomplete_fields = ["topic"]

    def save_model(self, request: HttpRequest, obj: AfterPhoto, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_after_photos()

    def delete_model(self, request: HttpRequest, obj: AfterPhoto) -> None:
        super().delete_model(request, obj)
        forget_after_photos()


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("open", _("Waits for an answer")), ("late", _("Late")), ("over", _("Answered or taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Objection]) -> QuerySet[Objection]:
        is_open = Objection.objects.open()
        if self.value() == "late":
            return queryset.filter(pk__in=is_open.filter(answer_by__lt=timezone.now()).values("pk"))
        if self.value() == "open":
            return queryset.filter(pk__in=is_open.values("pk"))
        return queryset.exclude(pk__in=is_open.values("pk")) if self.value() == "over" else queryset


class AnswerForm(forms.ModelForm):
    """Both, or nothing: an objection is answered once."""

    class Meta:
        model = Objection
        fields = ["outcome", "answer"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("outcome", "answer"):
            if name in self.fields:
                self.fields[name].required = True


_ASKED: list[Any] = [as_shown(Objection, name) for name in ("about", "use", "reason", "made_at", "answer_by")]
_BECAME: list[Any] = [as_shown(Objection, name) for name in ("answered_at", "withdrawn_at")]


@admin.register(Objection)
class ObjectionAdmin(ReadOnly, OfficeModelAdmin):
    """Objections to uses of data: who looks after data protection reads them, each look is kept, and answers once.

    The list tells nothing of whom or what they are about.
    """

    form = AnswerForm
    list_display = ["use", "made_at", "answer_by", "state", "answered_at", "withdrawn_at"]
    list_filter = [StateFilter]
    ordering = [F("answered_at").asc(nulls_first=True), "answer_by"]
    show_full_result_count = False
    fields = [*_ASKED, "outcome", "answer", *_BECAME]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Objection]:
        assert isinstance(request.user, User)  # noqa: S101 - the site lets nobody else in
        return Objection.objects.handled_by(request.user).select_related("complaint", "user")

    def has_change_permission(self, request: HttpRequest, obj: Objection | None = None) -> bool:  # type: ignore[override]
        return obj is None or obj.is_open

    def get_readonly_fields(self, request: HttpRequest, obj: Objection | None = None) -> list[Any]:
        return [*_ASKED, *_BECAME]

    @admin.display(description=_("state"), empty_value="")
    def state(self, objection: Objection) -> str:
        if not objection.is_open:
            return objection.get_outcome_display() or gettext("Taken back")
        return gettext("Late") if objection.answer_by < timezone.now() else gettext("Waits for an answer")

    @admin.display(description=_("about"))
    def about(self, objection: Objection) -> str:
        if objection.complaint is not None:
            return objection.complaint.reference
        return str(objection.user.full_name or objection.user.email or objection.user.phone) if objection.user else ""

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        objection = self.get_object(request, object_id) if request.method == "GET" else None
        if objection is not None and isinstance(request.user, User):
            complaint = objection.complaint
            subject = f"case:{complaint.case.reference}" if complaint else f"person:{objection.user_id}"
            reason = gettext("To answer an objection to a use of data")
            log_look(request.user, subject, reason, agency=_agency_of(request.user), fields=["objection"])
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Objection, form: forms.ModelForm, change: bool) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the site lets nobody else in
        told = form.cleaned_data
        answer_objection(obj, Objection.Outcome(told["outcome"]), answer=told["answer"], by=request.user)


def _agency_of(officer: User) -> Agency | None:
    """For which agency an administrator looks; None for the superuser who set the place up."""
    return next((m.agency for m in officer.active_roles if m.role == Role.ADMINISTRATOR), None)
