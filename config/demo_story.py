"""Playing the demo's complaints: every row of demo/complaints.csv lives its story through the platform's own acts."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints import handling, responding
from complaints.approving import approve_answer
from complaints.co_signing import co_sign, invite_co_signers
from complaints.endings import ending_of_complaint
from complaints.extending import days_to_choose, extend_assignment
from complaints.intake import Contact, Submission, submit_complaint
from complaints.me_too import say_me_too
from complaints.models import Assignment, Case, Complaint
from complaints.praising import acknowledge_praise
from complaints.reaching import confirm_address
from complaints.releasing import may_be_public, proposed_place, proposed_text, release_case
from complaints.survey import answer_survey
from complaints.survey_tables import QUESTIONS
from complaints.topic_questions import check_answers
from complaints.workflow import CaseKind, ExtensionReason, Outcome, Visibility
from config.demo_clock import OfficeClock, clock_at, said
from config.demo_pictures import is_photographed, picture_of
from directory.local_offices import LOCAL_KINDS
from directory.models import Agency, AgencyKind, Area, Membership, Role, Topic, User
from directory.people import PEOPLE
from directory.places import label_point, province_at
from notifications.channels import REGISTRY
from notifications.models import Channel, Message
from routing.deciding import Opinion, form_opinion
from routing.desk import send_from_desk
from routing.models import RoutingDecision

STORIES = Path(__file__).parent / "demo" / "complaints.csv"
ANSWERS = Path(__file__).parent / "demo" / "answers.csv"
"""What some of them answered to the questions of their topic: `code=answer; code=answer`."""
OFFICERS = ["อรทัย พรมมา", "ธนกร แสงทอง", "สุดารัตน์ คำแก้ว", "ภาณุพงศ์ นาคสุข", "จิราพร วงศ์คำ", "ณัฐพล ศรีวิไล"]
NO_PHOTO = "ช่างทำเสร็จตอนกลางคืน ถ่ายแล้วมองไม่เห็นงาน"
ANSWERS_SURVEY = 0.8
UNRELEASED = ("4", "7")
"""How the keys of those public stories end that no officer has released yet."""
ANSWERED_AT, PROPOSED_AT, ENDED_AT = 0.35, 0.7, 0.9
"""When things happen, as a share of the time between filing and now."""

KINDS = {
    "khon-kaen-praise-1": CaseKind.PRAISE,
    "bangkok-praise-1": CaseKind.PRAISE,
    "khon-kaen-suggestion-1": CaseKind.SUGGESTION,
    "bangkok-suggestion-1": CaseKind.SUGGESTION,
    "nakhon-phanom-suggestions-1": CaseKind.SUGGESTION,
    "khon-kaen-question-1": CaseKind.INFORMATION,
    "ang-thong-questions-1": CaseKind.INFORMATION,
    "bangkok-bribery-1": CaseKind.TIP_OFF,
    "chiang-mai-bribery-1": CaseKind.TIP_OFF,
    "songkhla-police-conduct-1": CaseKind.TIP_OFF,
}
"""Stories that are no complaints."""

TOGETHER = {"satun-shock-danger-1": ("ฮานาฟี สาและ", "รอกีเยาะ หมัดเหล็ม", "สุชาติ จิตรเที่ยง", "อามีนะห์ ยาหมาย", "วิโรจน์ แก้วทอง")}
"""Stories that neighbours co-signed."""

MORE_TIME = {
    "bangkok-drain-cover-1": (
        3,
        ExtensionReason.MATERIAL,
        "วางแผงกั้นกับไฟกะพริบรอบฝาท่อแล้ววันที่ {day} ฝาเหล็กหล่อขนาดนี้ต้องสั่งทำ ร้านจะส่งวันที่ {day+4} ระหว่างรอ เจ้าหน้าที่จะมาดูแผงกั้นทุกเย็น",
    )
}
"""Stories in which the agency moves its date: by how many working days, why, and its interim reply."""


def stories() -> list[dict[str, str]]:
    with STORIES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _type_the_code(complaint: Complaint) -> None:
    """As its complainant does, who reads it from the message."""
    code = Message.objects.filter(event_key__startswith=f"code:{complaint.reference}:").latest("id")
    confirm_address(complaint, "".join(re.findall(r"\b\d{6}\b", code.body)))


class Telling:
    """Tells the stories one after another; a story whose complaint is there already is left out."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.topics = {topic.code: topic for topic in Topic.objects.select_related("parent")}
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        people = {person.key: person for person in PEOPLE}
        self.malee = User.objects.get(email=people["malee"].email)
        self.triage = User.objects.get(email=people["siriporn"].email)
        with ANSWERS.open(encoding="utf-8", newline="") as lines:
            self.answers = {line["key"]: line["answers"] for line in csv.DictReader(lines)}
        self._officers: dict[int, User] = {}

    @transaction.atomic
    def tell(self, row: dict[str, str], prediction: Any, model_version: str, *, number: int) -> Case:
        filed_at = self.now - timedelta(days=float(row["days_ago"]))
        with clock_at(filed_at):
            case = self._file(row, filed_at, number)
        with clock_at(filed_at + timedelta(seconds=50)):
            self._co_sign(case, TOGETHER.get(row["key"], ()))
        at = self._moments(row, filed_at)
        state = row["state"]
        if state == "received":
            return case
        with clock_at(filed_at + timedelta(minutes=1)):
            opinion = form_opinion(prediction, case.area, text=f"{row['text']}\n{case.place_text}")
            self._keep_decision(case, row, opinion, model_version)
        if state == "triage" and opinion.is_sure:  # the routing is surer than the story: the story gives way
            with clock_at(filed_at + timedelta(minutes=1)):
                self._send(case, {**row, "agency_hint": opinion.proposals[0].agency}, opinion, at)
            return case
        if state in {"triage", "rejected"} or row["decline_reason"]:
            with clock_at(filed_at + timedelta(minutes=1)):
                handling.send_to_triage(case, is_urgent=opinion.urgent)
        if state == "triage":
            return case
        if state == "rejected":
            with clock_at(at(0.1)):
                return handling.reject_case(case, reason=said(row["closing_answer"], at(0.1)), by=self.triage)
        assignment = self._send(case, row, opinion, at)
        self._work(case, assignment, row, at)
        return case

    def _file(self, row: dict[str, str], filed_at: datetime, number: int) -> Case:
        visibility = Visibility(row["visibility"])
        is_malee = row["complainant"] != "" and number % 25 == 3
        name = self.malee.full_name if is_malee else row["complainant"]
        email = self.malee.email or "" if is_malee else ""
        phone = "" if is_malee else f"+6681000{number:04d}"
        by_sms = number % 8 == 5 and not is_malee and REGISTRY[Channel.SMS].is_open()
        area = self._area(row)
        latitude, longitude = _pin(row["key"], area)
        filed = submit_complaint(
            Submission(
                text=row["text"],
                kind=KINDS.get(row["key"], CaseKind.COMPLAINT),
                visibility=visibility,
                area=area,
                latitude=latitude,
                longitude=longitude,
                place_text=row["place"],
                answers=self._answers(row),
                contact=Contact(name=name, email=email, phone=phone),
                news_channel=Channel.SMS if by_sms else "",
                channel=Complaint.Channel(row["channel"]),
                uploads=(picture_of(row["key"], is_done=False),) if is_photographed(row) else (),
            ),
            by=self.malee if is_malee else None,
            at=filed_at,
        )
        # The others have not typed their code yet, and get no news.
        if filed.complainant and by_sms and number % 16 == 5:
            _type_the_code(filed.complaint)
        return filed.complaint.case

    def _answers(self, row: dict[str, str]) -> list[dict[str, Any]]:
        given = [one.split("=", 1) for one in self.answers.get(row["key"], "").split("; ") if one]
        return check_answers(self.topics.get(row["topic"]), dict(given))

    def _co_sign(self, case: Case, names: Iterable[str]) -> None:
        """Malee opens a link, and each of these neighbours signs."""
        for number, name in enumerate(names):
            if number == 0:
                invite_co_signers(case, by=self.malee)
            neighbour, _made = User.objects.get_or_create(
                email=f"neighbour-{number}@demo.invalid",
                defaults={"full_name": name, "email_confirmed_at": timezone.now()},
            )
            co_sign(case, by=neighbour)

    def _area(self, row: dict[str, str]) -> Area:
        district = row["district_th"].removeprefix("เขต")
        areas = Area.objects.select_related("parent__parent").filter(name_th=row["subdistrict_th"], level="subdistrict")
        for area in areas:
            if area.province_code == int(row["province_code"]) and area.parent and area.parent.name_th == district:
                return area
        raise ValueError(f"{row['key']}: there is no {row['subdistrict_th']} in {row['district_th']}")

    def _moments(self, row: dict[str, str], filed_at: datetime) -> Any:
        whole = self.now - filed_at
        late = {
            "awaiting_complainant": (0.25, timedelta(days=4)),
            "resolution_proposed": (PROPOSED_AT, timedelta(days=2)),
        }
        share_now, longest = late.get(row["state"], (0.0, whole))

        def at(share: float) -> datetime:
            moment = filed_at + whole * share
            # What waits for somebody's answer happened lately, so that its time is not over when the demo starts.
            return max(moment, self.now - longest * 0.8) if share_now and share >= share_now else moment

        return at

    def _keep_decision(self, case: Case, row: dict[str, str], opinion: Opinion, version: str) -> None:
        told_to_wait = (
            row["state"] == "rejected" or row["decline_reason"] or (row["state"] == "triage" and not opinion.is_sure)
        )
        goes_out = not told_to_wait
        proposals = [vars(proposal) for proposal in opinion.proposals]
        why = opinion.why if opinion.why not in {"sure", "chosen", "stated"} else ("sure" if goes_out else "unsure")
        RoutingDecision.objects.create(
            case=case,
            model_version=version,
            proposals=proposals,
            threshold=opinion.threshold,
            did=RoutingDecision.Did.ASSIGNED if goes_out else RoutingDecision.Did.TRIAGE,
            why="sure" if goes_out else why,
        )

    def _send(self, case: Case, row: dict[str, str], opinion: Opinion, at: Any) -> Assignment:
        agency = self.agencies.get(row["agency_hint"]) or self._local(case)
        topic = self.topics[row["topic"]]
        if not row["decline_reason"]:
            with clock_at(at(0.0) + timedelta(minutes=1)):
                return handling.assign_case(case, agency, by=None, topic=topic, is_urgent=opinion.urgent)
        first = self._first_asked(row, case, agency)
        with clock_at(at(0.02)):
            declined = send_from_desk(case, agency=first, topic=topic, by=self.triage)
        with clock_at(at(0.06)):
            reason = said(row["decline_reason"], at(0.06))
            handling.decline_assignment(declined, reason=reason, proposed_agency=agency, by=self._officer(first))
        with clock_at(at(0.1)):
            return send_from_desk(case, agency=agency, topic=topic, by=self.triage)

    def _first_asked(self, row: dict[str, str], case: Case, answers: Agency) -> Agency:
        special = {"bangkok-bus-1": "bmta", "bangkok-cables-1": "mea"}
        first = self.agencies[special[row["key"]]] if row["key"] in special else self._local(case)
        return first if first.pk != answers.pk else self.agencies["central-desk"]

    def _local(self, case: Case) -> Agency:
        assert case.area is not None  # noqa: S101 - every story has a place
        chain = [case.area.pk, case.area.pk // 100, case.area.pk // 10_000]
        offices = Agency.objects.filter(kind__in=LOCAL_KINDS, area__in=chain).exclude(kind=AgencyKind.LOCAL_GOVERNMENT)
        return offices.order_by("-area_id")[0]

    def _work(self, case: Case, assignment: Assignment, row: dict[str, str], at: Any) -> None:
        state, officer = row["state"], self._officer(assignment.agency)
        if state == "routed":
            return
        clock = OfficeClock(self.now)
        if state != "withdrawn" or float(row["days_ago"]) > 5:
            with clock_at(clock.at(at(0.15))):
                handling.accept_assignment(assignment, by=officer)
            self._release(case, row, officer, clock.at(at(0.18)))
        if row["reply"]:
            with clock.saying(row["reply"], at(0.2)) as text:
                handling.reply_to_complainant(assignment, text=text, by=officer)
        if row["key"] in MORE_TIME:
            self._ask_for_time(assignment, *MORE_TIME[row["key"]], officer=officer, moment=at(0.6), clock=clock)
        if row["question"]:
            with clock.saying(row["question"], at(0.25)) as text:
                handling.ask_complainant(assignment, question=text, by=officer)
        if row["question"] and row["question_answer"]:
            with clock_at(clock.at(at(ANSWERED_AT))):
                responding.answer_question(case, text=row["question_answer"], by=None)
        if state == "withdrawn":
            with clock_at(clock.at(at(0.5))):
                responding.withdraw_complaint(case, by=None)
        if row["closing_answer"] and row["outcome"]:
            self._close(case, assignment, row, at, officer, clock)

    def _release(self, case: Case, row: dict[str, str], officer: User, moment: datetime) -> None:
        """Show it to everybody; a few are left, so that whoever tries the demo can do it."""
        case.refresh_from_db()
        if may_be_public(case) and row["state"] != "withdrawn" and not row["key"].endswith(UNRELEASED):
            with clock_at(moment):
                release_case(case, text=proposed_text(case), place=proposed_place(case), is_read=True, by=officer)
                for neighbour in range(max(0, random.Random(row["key"]).randrange(-9, 14))):  # noqa: S311
                    say_me_too(case, names=[f"{row['key']} {neighbour}"])

    def _ask_for_time(
        self,
        assignment: Assignment,
        days: int,
        reason: ExtensionReason,
        reply: str,
        *,
        officer: User,
        moment: datetime,
        clock: OfficeClock,
    ) -> None:
        assignment.refresh_from_db()
        with clock.saying(reply, moment) as text:
            until = timezone.localdate(days_to_choose(assignment)[days - 1])
            extend_assignment(assignment, until=until, reason=reason, text=text, by=officer)

    def _close(
        self, case: Case, assignment: Assignment, row: dict[str, str], at: Any, officer: User, clock: OfficeClock
    ) -> None:
        with clock.saying(row["closing_answer"], at(PROPOSED_AT)) as text:
            told: dict[str, Any] = {"answer": text, "outcome": Outcome(row["outcome"]), "by": officer, "is_shown": True}
            if case.kind == CaseKind.PRAISE:
                acknowledge_praise(assignment, **told)
                return
            files = [picture_of(row["key"], is_done=True)] if is_photographed(row) else []
            handling.propose_closing(assignment, **told, uploads=files, no_photo=NO_PHOTO)
        if (held := assignment.approvals.open().first()) is not None:
            with clock_at(clock.at(at(PROPOSED_AT))):
                approve_answer(held, by=self._leader(assignment.agency))
        ended_at = clock.at(at(ENDED_AT))
        with clock_at(ended_at):
            if row["state"] == "reopened":
                responding.dispute_resolution(case, reason=row["dispute_reason"], by=None)
            elif row["state"] == "closed":
                responding.confirm_resolution(case, by=None)
                self._rate(case, row["key"])

    def _rate(self, case: Case, key: str) -> None:
        """Most people answer the five questions; the same at every telling."""
        ending = ending_of_complaint(case.complaints.select_related("case").get())
        dice = random.Random(key)  # noqa: S311
        if ending is not None and dice.random() < ANSWERS_SURVEY:
            answer_survey(ending, ratings={name: dice.choice((2, 3, 4, 4, 5, 5)) for name in QUESTIONS})

    def _officer(self, agency: Agency) -> User:
        """The demo's officer of this agency, else one made up for it (who cannot sign in)."""
        if agency.pk not in self._officers:
            self._officers[agency.pk] = self._somebody(agency, Role.OFFICER, OFFICERS[agency.pk % len(OFFICERS)])
        return self._officers[agency.pk]

    def _leader(self, agency: Agency) -> User:
        """Its supervisor, found or made up in the same way."""
        return self._somebody(agency, Role.SUPERVISOR, OFFICERS[(agency.pk + 1) % len(OFFICERS)])

    def _somebody(self, agency: Agency, role: Role, name: str) -> User:
        known = Membership.objects.filter(agency=agency, role=role).select_related("user").first()
        if known is not None:
            return known.user
        user, _made = User.objects.get_or_create(
            email=f"{role}-{agency.code}@demo.invalid", defaults={"full_name": name}
        )
        Membership.objects.get_or_create(
            user=user, agency=agency, role=role, defaults={"starts_on": (self.now - timedelta(days=365)).date()}
        )
        return user


def _pin(key: str, area: Area) -> tuple[float, float]:
    """Somewhere in the province, the same at every telling: where its sub-districts lie, no open source says."""
    dice = random.Random(key)  # noqa: S311
    middle = label_point(area.province_code)
    for _try in range(50):
        pin = (middle[0] + dice.uniform(-0.2, 0.2), middle[1] + dice.uniform(-0.2, 0.2))
        if province_at(*pin) == area.province_code:
            return pin
    return middle
