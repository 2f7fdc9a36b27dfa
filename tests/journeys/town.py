"""What the town's people do outside the windows of a story, over HTTP like everybody else."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from config.bench.house import House
from config.bench.visitors import Visitor, check
from directory.people import PEOPLE
from tests.config.waiting import soon
from tests.journeys.comments import COMMENTED, FOLLOWED
from tests.journeys.hearings import HELD
from tests.journeys.moderation import MODERATED
from tests.journeys.petitions import PETITIONED
from tests.journeys.questionnaires import ANSWERED, ASKED

ROUTED_IN_S = 30
KHON_KAEN, SILA, KHLONG_TOEI = 4001, 400114, 103301
"""An amphoe and a khwaeng."""

POLE = "เสาไฟฟ้าหน้าโรงเรียนบ้านหนองแสงเอียงมาก กลัวล้มทับเด็กนักเรียน ชวยมาดูหน่อยครับ"
PAVEMENT = "ฟุตบาทพังหน้าตลาดคลองเตย กระเบื้องหลุด เดินไม่ได้ ต้องลงไปเดินบนถนน ช่วยซ้อมทางเท้าด้วยค่ะ"
"""A misspelling on purpose (ซ้อม for ซ่อม): the model is sure of the district office all the same."""
SEVERAL = "เสาไฟฟ้าหน้าโรงเรียนเอียงมากกลัวล้มทับเด็ก ถนนหน้าตลาดเป็นหลุมลึกมากรถล้มทุกวัน"
"""Two problems, for two agencies."""
PUZZLE = "ตรงนี้เป็นแบบนี้มาหลายวันแล้ว ไม่รู้ต้องไปบอกใคร ช่วยมาดูให้หน่อยค่ะ"
"""Nothing to go by: it goes to the triage desk."""


@dataclass(frozen=True)
class Filed:
    reference: str
    code: str


OF_TWO_MINDS = """
from consultations.models import Consultation
from consultations.participation.counting import add_up
from consultations.participation.grouping import find_groups
from consultations.participation.models import Answer, Conversation
from consultations.participation.statements import propose_statement
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote
from consultations.themes.finding import find_themes_in
from consultations.themes.sources import versions_of
conversation = Conversation.objects.get(consultation__slug="%s")
for person in range(60):
    for n in range(1, conversation.statement_count + 1):
        says = 1 if (n %% 2 == 0) == (person < 40) else -1
        cast_vote(conversation, n, Answer(says if (person + n) %% 9 else 0), visitor=Visitor(browser=f"p{person}"))
add_up()
find_groups()
for person, text in enumerate(%s):
    propose_statement(conversation, text=text, visitor=Visitor(browser=f"p{person}"))
consultation = conversation.consultation
while not find_themes_in(consultation, versions_of(Consultation.objects.filter(pk=consultation.pk))[consultation.pk]):
    pass  # the worker was faster
"""
ANSWERED_AND_REPORTED = """
from datetime import timedelta
from django.utils import timezone
from consultations.models import Consultation
from consultations.results.answering import answer_duty
from consultations.results.drawing import draw_waiting
from consultations.results.making import make_duty
from consultations.results.reporting import keep_report, publish_report, report_of
from consultations.themes.models import Theme
from consultations.themes.sorting import name_theme
from directory.models import User
slug = "%s"
rows = Consultation.objects.filter(slug=slug)
rows.update(opens_at=timezone.now() - timedelta(days=20), closes_at=timezone.now() - timedelta(minutes=1))
consultation, by = rows.get(), User.objects.get(email="%s")
themes = list(Theme.objects.filter(consultation=consultation).order_by("number"))
name_theme(themes[0], name="ขอร่มเงา", by=by)
first, second = (make_duty(theme, agency=consultation.agency, by=by) for theme in themes[:2])
answer_duty(first, outcome="partly", reason_th="ปลูกต้นไม้เพิ่มหน้าตลาด ส่วนหน้าวัดทางแคบเกินไป", by=by)
told = {"summary_th": "คนส่วนใหญ่ขอร่มเงา", "summary_en": "", "quotes": {}}
for reason in ("", "แก้ตัวเลข"):
    report = report_of(consultation)
    texts = ["จะทำทางลาดด้วย" for _part in report.parts]
    report = keep_report(consultation, **told, parts=texts, seen=report.edits, by=by)
    publish_report(consultation, reason=reason, seen=report.edits, by=by)
keep_report(consultation, **told, parts=texts, seen=report.edits, by=by)
draw_waiting()
"""
PROPOSED = [
    "ปลูกต้นไม้ให้ร่มเงาริมถนน",
    "ขอต้นไม้ใหญ่ให้ร่มเงา",
    "ปลูกต้นไม้ใหญ่ริมถนนมากขึ้น",
    "ต้นไม้ใหญ่ริมถนน อย่าตัด",
    "ห้ามจอดรถบนทางเท้า โทรแจ้ง 081-234-5678",
    "ปรับคนจอดรถบนทางเท้า",
    "ยกรถที่จอดบนทางเท้า",
    "จอดรถบนทางเท้าต้องปรับหนัก",
]

TURNOUT = """
from consultations.models import Consultation
from consultations.turnout.counting import turnout_of
from consultations.turnout.models import LocalTurnout
for consultation in Consultation.objects.filter(slug__in=%s):
    turnout = turnout_of(consultation)
    turnout.provinces = turnout.provinces or {"40": 24, "10": 11}
    turnout.save()
    LocalTurnout.objects.get_or_create(consultation=consultation, area_id=40, defaults={"voters": 24, "sheets": 11})
"""


class Town:
    def __init__(self, house: House) -> None:
        self.house = house
        self._officers: dict[str, Visitor] = {}
        self._laws: dict[str, str] = {}

    def files(
        self,
        text: str,
        *,
        area: int = KHON_KAEN,
        topic: str = "",
        visibility: str = "agency",
        email: str = "",
        pin: tuple[float, float] | None = None,
    ) -> Filed:
        """A complaint by API; waits until it has left the worker. With a topic the rules decide, without it the model."""
        told: dict[str, object] = {"text": text, "area": area, "visibility": visibility, "place": "หน้าโรงเรียน"}
        if topic:
            told["topic"] = topic
        if pin:
            told["latitude"], told["longitude"] = pin
        if email:
            told["contact"] = {"email": email}
        visitor = Visitor(self.house.port)
        answer = visitor.post_json("/api/v1/complaints/", told, {"Idempotency-Key": str(uuid.uuid4())})
        visitor.leave()
        check(answer, 201)
        filed = Filed(str(answer.json()["reference"]), str(answer.json()["receipt_code"]))
        assert soon(lambda: self.state_of(filed.reference) != "received", ROUTED_IN_S), self.house.worker.last_words()
        return filed

    def state_of(self, reference: str) -> str:
        rows = self.house.ask("SELECT state FROM complaints_case WHERE reference = %s", reference)
        return str(rows[0][0])

    def cases(self, words: str) -> int:
        """How many complaints hold these words."""
        return int(self.house.ask("SELECT count(*) FROM complaints_complaint WHERE text LIKE %s", f"%{words}%")[0][0])

    def filed_lately(self, words: str) -> bool:
        """Whether the time of filing is ours, whatever clock the device has."""
        asked = "SELECT max(submitted_at) > now() - interval '1 hour' FROM complaints_complaint WHERE text LIKE %s"
        return bool(self.house.ask(asked, f"%{words}%")[0][0])

    def answer_link(self, filed: Filed) -> str:
        """The path of the link by which this complaint's author was asked to answer."""
        rows = self.house.ask(
            "SELECT body FROM notifications_message WHERE event_key LIKE %s AND body LIKE '%%/answer/%%' ORDER BY id DESC",
            f"case:{filed.reference}:%",
        )
        return "/answer/" + str(rows[0][0]).split("/answer/")[1].split()[0]

    def answers(self, filed: Filed) -> int:
        """How many answers of its author stand on the timeline of this complaint's case."""
        asked = "SELECT count(*) FROM complaints_caseevent e JOIN complaints_case c ON c.id = e.case_id"
        return int(self.house.ask(f"{asked} WHERE c.reference = %s AND e.kind = 'answered'", filed.reference)[0][0])

    def news_code(self, filed: Filed) -> str:
        """The code that was sent to this complaint's author last."""
        rows = self.house.ask(
            "SELECT body FROM notifications_message WHERE event_key LIKE %s ORDER BY id DESC",
            f"code:{filed.reference}:%",
        )
        return re.findall(r"\b\d{6}\b", str(rows[0][0]))[0]

    def happened_at(self, reference: str, kind: str) -> float:
        """When this line of the timeline was written, in seconds since 1970."""
        rows = self.house.ask(
            "SELECT extract(epoch FROM e.at) FROM complaints_caseevent e JOIN complaints_case c ON c.id = e.case_id"
            " WHERE c.reference = %s AND e.kind = %s ORDER BY e.n DESC",
            reference,
            kind,
        )
        return float(rows[0][0])

    # -- acts ------------------------------------------------------------------------------------------------

    def officer(self, key: str) -> Visitor:
        """A demo person at work, signed in; `key` as in directory.people."""
        if key not in self._officers:
            visitor = Visitor(self.house.port)
            email = next(person.email for person in PEOPLE if person.key == key)
            check(visitor.post_form("/demo/enter/", {"email": email, "next": "/"}), 302)
            self._officers[key] = visitor
        self._officers[key].leave()  # a kept-alive connection may be closed by now
        return self._officers[key]

    def accepts(self, key: str, filed: Filed) -> None:
        self._acts(key, filed, "accept", {})

    def asks(self, key: str, filed: Filed, question: str) -> None:
        self._acts(key, filed, "ask", {"ask-text": question})

    def replies(self, key: str, filed: Filed, text: str) -> None:
        self._acts(key, filed, "reply", {"reply-text": text})

    def notes(self, key: str, filed: Filed, text: str) -> None:
        self._acts(key, filed, "note", {"note-text": text})

    def moves_date(self, key: str, filed: Filed, reply: str) -> str:
        """Move the agency's date to the last one that is offered, for material that must come; that day."""
        page = self.officer(key).get(f"/office/{filed.reference}/").text
        offered = re.findall(r'value="(\d{4}-\d\d-\d\d)"', page.split('name="extend-until"')[1].split("</select>")[0])
        fields = {"extend-until": offered[-1], "extend-reason": "material", "extend-text": reply}
        self._acts(key, filed, "extend", fields)
        return offered[-1]

    def asks_help(self, key: str, filed: Filed, agency: str, request: str) -> None:
        self._acts(key, filed, "help", {"help-agency": agency, "help-text": request})

    def declines(self, key: str, filed: Filed, agency: str, reason: str) -> None:
        self._acts(key, filed, "decline", {"decline-agency": agency, "decline-text": reason})

    def joins(self, key: str, filed: Filed, other: Filed) -> None:
        self._acts(key, filed, "join", {"other": other.reference})

    def splits(self, key: str, filed: Filed) -> None:
        """Its second sentence becomes a case of its own, at the same place."""
        self._acts(key, filed, "split", {"piece-1": "2", "area-2": "เมืองขอนแก่น ขอนแก่น", "step": "split"})

    def surges(self) -> str:
        """The path of an incident: six cases of one topic in one district, told within minutes."""
        for number in range(6):
            self.files(f"ไฟดับทั้งซอย {number} บ้านโนนม่วง ตั้งแต่หัวค่ำ", topic="electricity/outage")
        self.house.manage("shell", "-c", "from complaints.surges import watch; watch()")
        return f"/incidents/{self.house.ask('SELECT public_id FROM complaints_incident ORDER BY id DESC')[0][0]}/"

    def lets_pass(self, filed: Filed) -> None:
        """The date of a case in hand lies nine days back, and it has gone up the ladder."""
        late = (
            "from datetime import timedelta; from django.utils import timezone\n"
            "from complaints.escalating import escalate; from complaints.models import Assignment\n"
            "past = timezone.now() - timedelta(days=9)\n"
            f"parts = Assignment.objects.filter(case__reference='{filed.reference}')\n"
            "parts.update(due_at=past, update_by=past)\n"
            "while escalate(parts.get()): pass"
        )
        self.house.manage("shell", "-c", late)

    def clears_desk(self) -> None:
        """Nothing waits at the triage desk any more: it shows what waits longest, and the stories before left much there."""
        refuse = (
            "from complaints.handling import reject_case; from complaints.models import Case\n"
            "from directory.models import Role, User\n"
            "by = User.objects.filter(memberships__role=Role.TRIAGE_OFFICER).first()\n"
            "for case in Case.objects.at_the_triage_desk(): reject_case(case, reason='ไม่ได้บอกสถานที่', by=by)"
        )
        self.house.manage("shell", "-c", refuse)

    def proposes_closing(self, key: str, filed: Filed, answer: str) -> None:
        self._acts(
            key,
            filed,
            "close",
            {"close-text": answer, "close-outcome": "solved", "close-no_photo": "ถ่ายรูปไม่ได้ ฝนตกหนัก"},
        )

    def chooses_topic(self, key: str, code: str) -> None:
        """Answers of this person's agency about this topic wait for a second person from now on."""
        agency = next(person.agency_code for person in PEOPLE if person.key == key)
        check(self.officer(key).post_form(f"/office/approvals/topics/{agency}/", {"topics": code}), 302)

    def waits(self, filed: Filed) -> str:
        """The path of the answer in this case that waits for approval."""
        asked = (
            "SELECT w.public_id FROM complaints_approval w JOIN complaints_assignment a ON a.id = w.assignment_id"
            " JOIN complaints_case c ON c.id = a.case_id WHERE c.reference = %s AND w.became = ''"
        )
        return f"/office/approvals/{self.house.ask(asked, filed.reference)[0][0]}/"

    def sends_answer_back(self, key: str, filed: Filed, reason: str) -> None:
        check(self.officer(key).post_form(f"{self.waits(filed)}send-back/", {"back-text": reason}), 302)

    def releases(self, key: str, filed: Filed, text: str) -> None:
        self._acts(key, filed, "release", {"release-text": text})

    def _acts(self, key: str, filed: Filed, act: str, fields: dict[str, str]) -> None:
        check(self.officer(key).post_form(f"/office/{filed.reference}/{act}/", fields), 302)

    def complainant(self, filed: Filed) -> Visitor:
        """Somebody whose browser has shown the receipt code."""
        visitor = Visitor(self.house.port)
        code = re.sub(r"\s", "", filed.code)
        check(visitor.post_form("/track/", {"reference": filed.reference, "code": code}), 302)
        return visitor

    def confirms_address(self, filed: Filed) -> None:
        fields = {"step": "code", "code": self.news_code(filed)}
        check(self.complainant(filed).post_form(f"/track/{filed.reference}/news/", fields), 302)

    def confirms(self, filed: Filed) -> None:
        check(self.complainant(filed).post_form(f"/track/{filed.reference}/confirm/", {}), 302)

    def invites(self, filed: Filed) -> str:
        """The path of a new link to co-sign this case."""
        visitor = self.complainant(filed)
        check(visitor.post_form(f"/track/{filed.reference}/invite/", {}), 302)
        page = visitor.get(f"/track/{filed.reference}/").text
        return "/co-sign/" + page.split("/co-sign/")[1].split('"')[0]

    def invites_to_work(self, key: str) -> str:
        """The path of the link by which somebody new is invited to this person's agency."""
        agency = next(person.agency_code for person in PEOPLE if person.key == key)
        email = f"{uuid.uuid4().hex[:12]}@example.org"
        check(
            self.officer(key).post_form("/office/people/invite/", {"email": email, "place": f"{agency} officer"}), 302
        )
        rows = self.house.ask("SELECT body FROM notifications_message WHERE recipient = %s", email)
        return "/office/invitation/" + str(rows[0][0]).split("/office/invitation/")[1].split()[0]

    def sends_letters(self, key: str) -> None:
        """This person's agency sends its answers as letters from now on."""
        agency = next(person.agency_code for person in PEOPLE if person.key == key)
        head = {
            "is_on": "on",
            "prefix": "มท 5300",
            "office": "การไฟฟ้าส่วนภูมิภาค",
            "address": "200 ถนนงามวงศ์วาน\nกรุงเทพมหานคร 10900",
            "signed_name": "นางสาวกัญญา รุ่งเรือง",
            "signed_as": "ผู้จัดการ",
            "thai_digits": "on",
        }
        check(self.officer(key).post_form(f"/office/letterhead/{agency}/", head), 302)

    def has_letter(self, filed: Filed) -> bool:
        """Whether the worker has made the letter of this case."""
        asked = (
            "SELECT count(*) FROM complaints_letter l JOIN complaints_case c ON c.id = l.case_id WHERE c.reference = %s"
        )
        return bool(self.house.ask(f"{asked} AND l.state = 'issued'", filed.reference)[0][0])

    def knows_the_courts(self) -> None:
        """The courts' office, which does not work here, can be written to."""
        self.house.manage("shell", "-c", "from config.demo_letters import know_the_courts; know_the_courts()")

    def refers_by_letter(self, key: str, filed: Filed, asks: str) -> None:
        """The letter is written; the worker makes it."""
        told = {"refer-agency": "courts-office", "refer-text": asks, "refer-identity": "none"}
        self._acts(key, filed, "referral/refer", told)
        assert soon(lambda: self.has_letter(filed), 60), self.house.worker.last_words()

    def sends_referral(self, key: str, filed: Filed) -> None:
        told = {"referral": str(self._referral_of(filed)), "send-how": "email"}
        self._acts(key, filed, "referral/send", told)

    def link_of_referral(self) -> str:
        """The path of the link in the newest mail to an agency elsewhere."""
        rows = self.house.ask(
            "SELECT body FROM notifications_message WHERE event_key LIKE 'referral:%%' ORDER BY id DESC"
        )
        return "/letters/for/" + str(rows[0][0]).split("/letters/for/")[1].split()[0]

    def _referral_of(self, filed: Filed) -> str:
        asked = "SELECT r.public_id FROM complaints_referral r JOIN complaints_case c ON c.id = r.case_id WHERE c.reference = %s"
        return str(self.house.ask(asked, filed.reference)[0][0])

    def disputes(self, filed: Filed, reason: str) -> None:
        check(self.complainant(filed).post_form(f"/track/{filed.reference}/dispute/", {"text": reason}), 302)

    def appeals(self, filed: Filed, reason: str) -> None:
        check(self.complainant(filed).post_form(f"/track/{filed.reference}/appeal/", {"text": reason}), 302)

    def upholds(self, key: str, filed: Filed, reasons: str) -> None:
        self._acts(key, filed, "appeal", {"appeal-decision": "upheld", "appeal-text": reasons})

    def draws(self, filed: Filed) -> str:
        """The path of the audit of this closed case, as if it had been drawn last night."""
        drawn = (
            "from django.utils import timezone\n"
            "from datetime import timedelta\n"
            "from complaints.models import Audit, AuditDraw, Closing\n"
            f"closing = Closing.objects.filter(event__case__reference='{filed.reference}').latest('pk')\n"
            "now = timezone.now()\n"
            "draw = AuditDraw.objects.create(seed='journey', since=now - timedelta(days=1), until=now, pool=1)\n"
            "Audit.objects.create(draw=draw, closing=closing, case=closing.event.case, agency=closing.agency)"
        )
        self.house.manage("shell", "-c", drawn)
        asked = "SELECT a.public_id FROM complaints_audit a JOIN complaints_case c ON c.id = a.case_id WHERE c.reference = %s"
        return f"/office/audit/{self.house.ask(asked, filed.reference)[0][0]}/"

    def announces(self, key: str, title: str) -> str:
        """The path of a consultation about Mueang Khon Kaen that is announced now and open from today on."""
        return self._announces(key, self.drafts(key, title))

    def asks_statements(self, key: str, title: str, *statements: str) -> str:
        """The path of such a consultation that asks statements, answered by 60 people of two minds."""
        managed, team = self.drafts(key, title), self.officer(key)
        wanted = {"lowest_identity": "0", "shows_results": "after_answering", "takes_proposals": "on"}
        check(team.post_form(managed + "statements/settings/", wanted), 302)
        for text in statements:
            check(team.post_form(managed + "statements/add/", {"text": text, "text_en": ""}), 302)
        consultation = self._announces(key, managed)
        self.house.manage("shell", "-c", OF_TWO_MINDS % (consultation.rstrip("/").rpartition("/")[2], PROPOSED))
        return consultation

    def moderates(self, key: str, consultation: str) -> str:
        """The same path, once opinions there were pointed at, reported, copied and taken down."""
        slug = consultation.rstrip("/").rpartition("/")[2]
        email = next(person.email for person in PEOPLE if person.key == key)
        self.house.manage("shell", "-c", MODERATED % (slug, email))
        return consultation

    def takes_down(self, key: str, consultation: str, words: str) -> None:
        """A proposed statement, by its words."""
        n = self.house.ask("SELECT n FROM participation_statement WHERE text = %s", words)[0][0]
        managed = consultation.replace("/consultations/", "/consultations/manage/")
        told = {"rule": "insult", "reason": "คำว่าโง่เป็นการด่าคน"}
        check(self.officer(key).post_form(f"{managed}moderation/s{n}/down/", told), 302)

    def statement(self, consultation: str, state: str) -> int:
        """The number of one that a citizen wrote: "published" or "taken down"."""
        asked = """
            SELECT min(statement.n) FROM participation_statement statement
            JOIN consultations_consultation ON consultations_consultation.id = statement.conversation_id
            WHERE slug = %s AND author_id IS NOT NULL AND published_at IS NOT NULL AND (removal <> '') = %s
        """
        slug = consultation.rstrip("/").rpartition("/")[2]
        return int(self.house.ask(asked, slug, state == "taken down")[0][0])

    def asks_questions(self, key: str, title: str) -> str:
        """The path of such a consultation that asks questions, answered by 40 people of two groups."""
        managed = self.drafts(key, title)
        slug = managed.rstrip("/").rpartition("/")[2]
        self.house.manage("shell", "-c", ASKED % slug)
        consultation = self._announces(key, managed)
        self.house.manage("shell", "-c", ANSWERED % slug)
        return consultation

    def takes_comments(self, key: str, title: str, *texts: str) -> str:
        """The path of such a consultation whose draft law takes comments, some of which a second version met."""
        managed = self.drafts(key, title)
        consultation = managed.replace("/manage", "")
        self.puts_in_texts(key, consultation, texts[0])
        check(self.officer(key).post_form(managed + "comments/settings/", {"lowest_identity": "0"}), 302)
        self._announces(key, managed)
        self.house.manage("shell", "-c", COMMENTED % managed.rstrip("/").rpartition("/")[2])
        told = {"pasted": texts[1], "reason": "ตามความเห็นที่ได้รับ"}
        looked = self.officer(key).post_form(managed + "documents/1/", told)
        check(looked, 302)
        check(self.officer(key).post_form(str(looked.headers["Location"]), {"seen": "1"}), 302)
        self.house.manage("shell", "-c", FOLLOWED)
        return consultation

    def holds_a_hearing(self, key: str, consultation: str) -> str:
        """The path of a hearing of it that goes on now, with two seats, three people and two questions."""
        slug = consultation.rstrip("/").rpartition("/")[2]
        email = next(person.email for person in PEOPLE if person.key == key)
        self.house.manage("shell", "-c", HELD % (slug, email))
        return f"{consultation}hearings/1/"

    def registers(self, hearing: str) -> str:
        """The private path of one more registration for it, on the waiting list."""
        answer = Visitor(self.house.port).post_form(f"{hearing}register/", {"way": "hall"})
        check(answer, 302)
        return str(answer.headers["Location"])

    def prepares_questions(self, key: str, title: str) -> str:
        """The path of the draft of such a consultation."""
        managed = self.drafts(key, title)
        self.house.manage("shell", "-c", ASKED % managed.rstrip("/").rpartition("/")[2])
        return managed

    def tries(self, key: str, managed: str) -> str:
        """The path at which the team sees a trial of a draft."""
        begun = self.officer(key).post_form(f"{managed}trial/begin/", {"days": "7"})
        check(begun, 302)
        return str(begun.headers["Location"])

    def _announces(self, key: str, managed: str) -> str:
        team = self.officer(key)
        preview, today = managed + "announce/", timezone.localtime()
        paper = managed + "sign-off/paper/"
        for address, told in (
            (paper, {"number": "ขก 0023/12", "signed_on": today.strftime("%d/%m/%Y")}),
            (preview, {}),
        ):
            seen = re.findall(r'name="seen" value="([0-9]+)"', team.get(preview).text)
            check(team.post_form(address, {"seen": seen[0], **told}), 302)
        return managed.replace("/manage", "")

    def drafts(self, key: str, title: str, *, days: int = 20) -> str:
        """The path of the draft of such a consultation, which could be announced."""
        team = self.officer(key)
        today = timezone.localtime()
        closes = today + timedelta(days=days)
        page = team.get("/consultations/manage/new/").text
        fields = {
            "agency": re.findall(r'name="agency".*?value="([0-9]+)"', page, re.DOTALL)[0],
            "kind": "project",
            "title_th": title,
            "changes_th": "ทางเท้ากว้างขึ้นเป็น 2.5 เมตร\nย้ายแผงค้าไปหลังตลาด",
            "page": "https://www.law.go.th/",
            "reasons_th": "ทางเท้าทรุดและแคบ รถเข็นเด็กผ่านไม่ได้",
            "necessity_th": "ซ่อมเฉพาะจุดมาแล้วสามครั้ง ทรุดอีกทุกหน้าฝน",
            "affected_th": "คนเดินเท้า: ผ่านได้สะดวก\nแผงค้า: ย้ายไปหลังตลาด",
            "contact_th": "กองช่าง โทร 0 4324 0000",
            "other_ways_th": "เวทีที่ศาลากลางบ้าน ทุกวันเสาร์ 9.00 น.",
            "places": "4001",
            "opens_on": today.strftime("%d/%m/%Y"),
            "closes_on": closes.strftime("%d/%m/%Y"),
            "why_short": "ทางเท้าทรุดหลังฝนตกหนัก ต้องเริ่มงานก่อนเปิดเทอม",
        }
        kept = team.post_form("/consultations/manage/new/", fields)
        check(kept, 302)
        return str(kept.headers["Location"])

    def counts_who_took_part(self, *consultations: str) -> str:
        """The path of the page that tells who took part in these, as if they had closed."""
        slugs = [each.rstrip("/").rpartition("/")[2] for each in consultations]
        self.house.manage("shell", "-c", TURNOUT % slugs)
        return "/consultations/turnout/"

    def petitions(self) -> dict[str, str]:
        """Slugs of petitions, by how they stand."""
        told = self.house.manage("shell", "-c", PETITIONED).split()
        names = ("target", "joined", "proposed", "alike", "open", "answered", "refused", "checked")
        return dict(zip(names, told[-8:], strict=True))

    def registers_law(self, key: str, agency: str, *texts: str, title: str = "ระเบียบว่าด้วยทางเท้า พ.ศ. 2561") -> str:
        """The path of a law in force since 2561, with a wording for each text, a year apart, and a step."""
        if title in self._laws:  # of an earlier file: a title stands once in the law database
            return self._laws[title]
        team = self.officer(key)
        entry = {
            "agency": agency,
            "kind": "rule",
            "title_th": title,
            "source": "ทำขึ้นสำหรับทดสอบ",
            "in_force_since": "1/10/2561",
        }
        added = team.post_form("/laws/manage/new/", entry)
        check(added, 302)
        texts_page = str(added.headers["Location"])
        for number, text in enumerate(texts):
            amended = {"amended_by": f"ระเบียบว่าด้วยทางเท้า (ฉบับที่ {number + 1})"} if number else {}
            told = {"pasted": text, "from_on": f"1/10/{2561 + number}", "source": "ทำขึ้นสำหรับทดสอบ", **amended}
            looked = team.post_form(texts_page, told)
            check(looked, 302)
            check(team.post_form(str(looked.headers["Location"]), {"seen": str(number + 1)}), 302)
        steps = texts_page.replace("/texts/", "/steps/")
        step = {"kind": "cabinet", "on": "14/8/2561", "source": "มติคณะรัฐมนตรี", "what_th": "คณะรัฐมนตรีเห็นชอบ"}
        check(team.post_form(steps, step), 302)
        concerned = {"kind": "body", "name": "ชมรมผู้ใช้ทางเท้า", "email": "walkers@example.org", "why": "เดินทุกวัน"}
        concerned |= {"basis": "ขอไว้เมื่อเดือนก่อน", "language": "th"}
        check(team.post_form(texts_page.replace("/texts/", "/stakeholders/"), concerned), 302)
        self._laws[title] = texts_page.replace("/manage/", "/").replace("/texts/", "/")
        return self._laws[title]

    def links_law(self, key: str, consultation: str, law: str) -> None:
        told = {"law": law.strip("/").rpartition("/")[2], "role": "successor"}
        check(
            self.officer(key).post_form(
                f"{consultation.replace('/consultations/', '/consultations/manage/')}laws/", told
            ),
            302,
        )

    def closes_and_reports(self, key: str, consultation: str) -> str:
        """One of statements has closed: of two themes one is answered, and the report is published twice."""
        slug = consultation.rstrip("/").rpartition("/")[2]
        email = next(person.email for person in PEOPLE if person.key == key)
        self.house.manage("shell", "-c", ANSWERED_AND_REPORTED % (slug, email))
        return consultation

    def joins_rounds(self, key: str, title: str, consultation: str) -> str:
        """The path of a docket with this announced consultation as its first round."""
        slug = consultation.rstrip("/").rpartition("/")[2]
        begun = self.officer(key).post_form(f"/consultations/manage/dockets/?first={slug}", {"title_th": title})
        check(begun, 302)
        return str(begun.headers["Location"]).replace("/manage/", "/")

    def makes_a_link(self, key: str, managed: str, reader: str) -> str:
        """The path at which a reader without an account sees a draft."""
        last = (timezone.localtime() + timedelta(days=7)).strftime("%d/%m/%Y")
        asked = {"name": reader, "ends_on": last, "purpose": "ขอความเห็นก่อนประกาศ", "may_comment": "on"}
        made = self.officer(key).post_form(f"{managed}readers/links/", asked)
        check(made, 200)
        return re.findall(r"/consultations/preview/[A-Za-z0-9_-]{22}/", made.text)[0]

    def puts_in_texts(self, key: str, consultation: str, *texts: str, title: str = "ร่างข้อบัญญัติทางเท้า") -> str:
        """The path of a document of a consultation, with a version for each text; a further text gives its reason."""
        team = self.officer(key)
        documents = f"{consultation.replace('/consultations/', '/consultations/manage/')}documents/"
        added = team.post_form(documents, {"kind": "draft", "title_th": title})
        check(added, 302)
        managed = str(added.headers["Location"])
        for number, text in enumerate(texts):
            looked = team.post_form(managed, {"pasted": text, "reason": "ตามความเห็นที่ได้รับ"})
            check(looked, 302)
            check(team.post_form(str(looked.headers["Location"]), {"seen": str(number)}), 302)
        return f"{consultation}text/{managed.rstrip('/').rpartition('/')[2]}/"
