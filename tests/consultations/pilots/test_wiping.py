"""Wiping a trial: of whatever table, no row is left that leads to it; a room that comes later is looked at as well."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from consultations.comments import counting as comment_counting
from consultations.comments.anchors import Anchor
from consultations.comments.entered import Remark
from consultations.comments.models import Commenting, Place, Support
from consultations.comments.writing import support_comment, write_comment
from consultations.entering.entries import Told, enter_form
from consultations.entering.models import Stack
from consultations.entering.stacks import About, begin_stack
from consultations.laws.models import Version
from consultations.models import Consultation, ConsultationEvent, Lengths
from consultations.moderation.models import (
    Appeal,
    CopiesDown,
    Copy,
    CopyGroup,
    CopyToTakeDown,
    Flag,
    FlaggedVoice,
    Moderating,
    ModerationAct,
    Queued,
    Report,
    Rule,
    TakenDown,
)
from consultations.moderation.rules import load_rules
from consultations.participation.counting import add_up
from consultations.participation.models import Conversation, OpinionGroups
from consultations.pilots.running import begin_pilot, close_pilot
from consultations.pilots.wiping import loose_ends, tables_of, wipe_old_pilots, wipe_pilot
from consultations.previews.noting import leave_note
from consultations.questionnaires import counting as sheet_counting
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Questionnaire
from consultations.results.models import DutyVoice, DutyWatch, ReportVersion, Telling
from consultations.results.reporting import keep_report, publish_report
from consultations.themes.sorting import name_theme
from consultations.turnout.counting import count_closed
from consultations.turnout.models import LocalTurnout
from records.uploads import store_upload
from tests.consultations.announcements import sign_and_announce
from tests.consultations.pilots.conftest import an_hour_ago, browser, make_duty_in, over, vote
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
NEVER = {
    "discovery.CaseLink": "a complaint is linked to what was announced",
    "discovery.FollowerTelling": "nobody outside hears of a trial",
    "comments.Placing": "no version of a text is kept in a trial",
    "dockets.Evaluation": "a law is evaluated by what was announced",
    "dockets.Round": "a trial joins no docket",
    "laws.Reading": "no text is put into a trial",
    "previews.CoEditor": "nobody edits a trial",
    "statutes.LawLink": "a trial is linked to no law",
    "statutes.StakeholderNotice": "nobody outside hears of a trial",
    "statutes.StakeholderTelling": "nobody outside hears of a trial",
}
"""Tables that lead to a consultation and never hold a row of a trial, and why. Whatever else there is has to be in `full`."""
NOT_IN_A_TRIAL = {"hearings", "promises"}
"""Rooms of which a trial has nothing, since what they begin with is refused there."""


def everything_of(pilot):
    """Keys by table of all rows that lead to it, directly or by others, by whatever column."""
    found = {Consultation: {pilot.pk}}
    tables = [model for model in apps.get_models(include_auto_created=True) if model is not Consultation]
    while True:
        before = sum(map(len, found.values()))
        for model in tables:
            for field in model._meta.concrete_fields:
                if field.is_relation and (above := found.get(field.related_model)):
                    rows = model._base_manager.filter(**{f"{field.attname}__in": above}).values_list("pk", flat=True)
                    if rows := set(rows):
                        found.setdefault(model, set()).update(rows)
        if sum(map(len, found.values())) == before:
            return found


def take_part(pilot, link, malee):
    made, _token = link(pilot)
    made.openings.create(at=timezone.now())
    leave_note(made, about="whole", about_words="ทั้งฉบับ", text="ปุ่มส่งไม่ขึ้น")
    vote(pilot)
    asked = Questionnaire.objects.get(pk=pilot.pk)
    save_answers(asked, {1: [1], 2: "ร่มไม้ควรอยู่ต่อ"}, visitor=browser())
    send_sheet(asked, visitor=browser())
    add_up()
    sheet_counting.add_up()
    vote(pilot, 2)  # and steps that nobody has added up yet
    save_answers(asked, {1: [2]}, visitor=browser(2))
    send_sheet(asked, visitor=browser(2))
    commenting = Commenting.objects.get(pk=pilot.pk)
    version = Version.objects.get(document__consultation=pilot)
    photo = store_upload(ContentFile(phone_photo(), name="a.jpg"), token="form")
    said = write_comment(commenting, version, Anchor("sec_3"), text="แคบไป", visitor=browser(), token="form")
    support_comment(said, visitor=browser(2))
    comment_counting.add_up()
    write_comment(commenting, version, Anchor("sec_3"), text="ไม่แคบ", visitor=browser(2))
    assert Support.objects.exists() and Place.objects.exists()
    return photo.stored_as


def moderate(pilot, by, other):
    load_rules()
    rule = Rule.objects.first()
    of = {"consultation": pilot}
    Moderating.objects.get_or_create(**of)
    queued = Queued.objects.create(**of, text="s1")
    group = CopyGroup.objects.create(
        **of, key="k", example="s1", texts=2, people=2, first_at=pilot.opens_at, last_at=pilot.opens_at
    )
    Copy.objects.create(group=group, text="s1", who="p1")
    flag = Flag.objects.create(**of, kind=Flag.Kind.COPIES, what="k", people=2, reason="เหมือนกัน", by=by)
    FlaggedVoice.objects.create(flag=flag, participant=pilot.conversation.participants.first())
    made = CopiesDown.objects.create(**of, n=1, key="k", until=pilot.opens_at, rule=rule, by=by, texts=2, people=2)
    CopyToTakeDown.objects.create(copies=made, text="s2")
    down = TakenDown.objects.create(**of, text="s1", n=1, rule=rule, by=by, copies=made)
    for row in (queued, group):
        row.same_as = made
        row.save()
    Appeal.objects.create(taken_down=down, words="ไม่จริง", due_at=timezone.now(), against=by)
    ModerationAct.objects.create(**of, n=1, kind=ModerationAct.Kind.TAKEN_DOWN, text="s1", rule=rule, by=by)
    Report.objects.create(**of, text="s1", rule=rule, user=other)


def answer_for(pilot, by):
    duty = make_duty_in(pilot, by=by)
    name_theme(duty.theme, name="ทางเท้าแคบ", by=by)
    DutyVoice.objects.get_or_create(duty=duty, text="s1")
    DutyWatch.objects.create(consultation=pilot, found_at=timezone.now(), act_count=0)
    keep_report(pilot, summary_th="คนเห็นด้วย", summary_en="", parts=["", ""], quotes={}, seen=0, by=by)
    version = publish_report(pilot, seen=1, by=by)
    paper = default_storage.save("reports/trial.pdf", ContentFile(b"%PDF-"))
    bundle = default_storage.save("reports/trial.zip", ContentFile(b"PK"))
    stored = {"pdf_stored_as": paper, "bundle_state": "ready", "bundle_stored_as": bundle, "bundled_at": timezone.now()}
    ReportVersion.objects.filter(pk=version.pk).update(pdf_state="ready", **stored)
    assert Telling.objects.filter(version=version).exists()
    return paper, bundle


@pytest.fixture
def full(drafted, suda, malee, link, sila, settings, tmp_path):
    """Something of everything has happened in it. Gives the trial, and where the PDF and the ZIP of its report and a photo lie."""
    settings.MEDIA_ROOT = tmp_path
    pilot = an_hour_ago(begin_pilot(drafted(areas=(sila,)), days=7, by=suda))
    photo = take_part(pilot, link, malee)
    paper = begin_stack(pilot, About(Stack.Kind.PAPER, "หอประชุม", timezone.localdate(), 2), by=suda)
    enter_form(paper, Told({1: 1}, {1: [1]}, [Remark(1, 1, "sec_3", "", "แคบกว่านี้")]), by=suda)
    OpinionGroups.objects.create(conversation=Conversation.objects.get(pk=pilot.pk))
    moderate(pilot, suda, malee)
    pilot = over(pilot)
    files = (*answer_for(pilot, suda), photo)
    count_closed()
    LocalTurnout.objects.create(consultation=pilot, area=sila, voters=12)
    return Consultation.objects.get(pk=pilot.pk), files


class TestWipingAll:
    def test_leaves_no_row_of_any_table_that_leads_to_a_consultation(
        self, full, suda, django_capture_on_commit_callbacks
    ):
        pilot, files = full
        before = everything_of(pilot)
        lead_there = {model._meta.label for model, _ways in tables_of()} | {f.model._meta.label for f in loose_ends()}
        known = {model._meta.label for model in before} | NEVER.keys()
        forgotten = {label for label in lead_there - known if label.partition(".")[0] not in NOT_IN_A_TRIAL}
        assert not forgotten, f"put a row of it into `full`, or say in NEVER why a trial has none: {forgotten}"
        with django_capture_on_commit_callbacks(execute=True):
            wipe_pilot(pilot, by=suda)
        left = {
            model._meta.label: keys
            for model, all_keys in before.items()
            if (keys := set(model._base_manager.filter(pk__in=all_keys).values_list("pk", flat=True)))
        }
        assert left == {}
        assert everything_of(pilot) == {Consultation: {pilot.pk}}  # the key alone, which is nobody's
        assert not any(map(default_storage.exists, files))

    def test_the_draft_stays_whole_with_one_line_that_a_trial_was_run(self, full, suda):
        pilot, _files = full
        draft = pilot.pilot_of
        before = {model: keys for model, keys in everything_of(draft).items() if model is not Consultation}
        theirs = everything_of(pilot)
        wipe_pilot(pilot, by=suda)
        for model, keys in before.items():
            own = keys - theirs.get(model, set())
            assert model._base_manager.filter(pk__in=own).count() == len(own), model
        line = draft.events.get(kind=ConsultationEvent.Kind.PILOT_RUN)
        assert line.by == suda and line.facts["people"] == 8 and not line.facts["by_itself"]
        draft.refresh_from_db()
        assert line.n == draft.event_count and draft.state == "draft"

    def test_everybody_reads_nothing_of_it_once_the_draft_is_announced(self, pilot, suda, client):
        draft = pilot.pilot_of
        wipe_pilot(pilot, by=suda)
        sign_and_announce(draft, by=suda)
        page = client.get(f"/consultations/{draft.slug}/").content.decode()
        assert draft.title_th in page and "ทดลอง" not in page

    def test_no_table_hangs_on_what_needs_itself(self):
        order = [model for model, _ways in tables_of()]
        for model, ways in tables_of():
            assert all(f.related_model in {Consultation, *order[: order.index(model) + 1]} for f in ways), model
        assert all(isinstance(field, models.ForeignKey) for field in loose_ends())


class TestWhoAndWhen:
    def test_is_the_teams_and_of_trials_alone(self, pilot, nipa, suda, announced):
        for found, by, code in ((pilot, nipa, "not_your_agency"), (announced(), suda, "not_a_pilot")):
            with pytest.raises(ValidationError) as error:
                wipe_pilot(found, by=by)
            assert error.value.code == code
        assert Consultation.objects.filter(pk=pilot.pk).exists()

    def test_twice_is_once(self, pilot, suda):
        wipe_pilot(pilot, by=suda)
        wipe_pilot(pilot, by=suda)
        assert ConsultationEvent.objects.filter(kind=ConsultationEvent.Kind.PILOT_RUN).count() == 1

    def test_another_one_can_be_begun_then(self, pilot, suda):
        draft = pilot.pilot_of
        wipe_pilot(pilot, by=suda)
        assert begin_pilot(Consultation.objects.get(pk=draft.pk), days=2, by=suda).slug != pilot.slug

    @pytest.mark.parametrize(("days", "kept", "wiped"), [(29, None, 0), (30.5, None, 1), (6, 5, 1)])
    def test_by_itself_after_the_days_of_the_table(self, pilot, suda, days, kept, wiped):
        if kept:
            Lengths.objects.create(kind=pilot.kind, opening_days=15, source="ทดสอบ", pilot_days=kept)
        over(pilot, days=days)
        assert wipe_old_pilots() == wiped
        assert Consultation.objects.filter(pk=pilot.pk).exists() != bool(wiped)
        for line in ConsultationEvent.objects.filter(kind=ConsultationEvent.Kind.PILOT_RUN):
            assert line.by == suda and line.facts["by_itself"]

    def test_one_that_is_open_is_never_wiped_by_itself(self, pilot):
        Consultation.objects.filter(pk=pilot.pk).update(opens_at=pilot.opens_at - timedelta(days=90))
        assert wipe_old_pilots() == 0

    def test_one_that_closed_wipes_as_well(self, pilot, suda):
        close_pilot(pilot, by=suda)
        wipe_pilot(pilot, by=suda)
        assert not Consultation.objects.filter(pk=pilot.pk).exists()
