"""One case in each state that a page shows differently, as the town's people bring it about."""

from __future__ import annotations

from functools import cached_property

from tests.config.waiting import soon
from tests.consultations.laws.drafts import FIRST, SECOND
from tests.journeys.promises import promises_after
from tests.journeys.statements import STATEMENTS
from tests.journeys.town import POLE, PUZZLE, SEVERAL, SILA, Filed, Town

SPOT = (16.4412, 102.8355)


class Cases:
    """One case in each state that a page shows differently, made when somebody first asks for it."""

    link: str
    """The path by which others co-sign `shared`."""
    joined: Filed
    """What was joined into `together`."""

    def __init__(self, town: Town) -> None:
        self.town = town

    @cached_property
    def triage(self) -> Filed:
        return self.town.files(PUZZLE)

    @cached_property
    def routed(self) -> Filed:
        return self.town.files(POLE, topic="electricity/poles", visibility="public")

    @cached_property
    def in_progress(self) -> Filed:
        return self._accepted()

    @cached_property
    def named(self) -> Filed:
        """A case with a note that names its officer."""
        filed = self._accepted()
        self.town.notes("kanya", filed, "@วิชัย ช่วยดูเสานี้ก่อน ฝนจะตก")
        return filed

    @cached_property
    def given_away(self) -> Filed:
        filed = self._accepted()
        self.town.declines("wichai", filed, "bma-khlong-toei", "เสาอยู่ในเขตของเขา")
        return filed

    @cached_property
    def asked(self) -> Filed:
        filed = self._accepted()
        self.town.asks("wichai", filed, "เสาต้นไหน มีเลขข้างเสาหรือไม่")
        return filed

    @cached_property
    def asked_by_mail(self) -> Filed:
        filed = self.town.files(POLE, topic="electricity/poles", email="pa.nuan@example.org")
        self.town.confirms_address(filed)
        self.town.accepts("wichai", filed)
        self.town.asks("wichai", filed, "เสาต้นไหน มีเลขข้างเสาหรือไม่")
        return filed

    @cached_property
    def unconfirmed(self) -> Filed:
        return self.town.files(POLE, topic="electricity/poles", email="lung.mee@example.org")

    @cached_property
    def proposed(self) -> Filed:
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        return filed

    @cached_property
    def answered_by_letter(self) -> Filed:
        self.town.sends_letters("kanya")
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        assert soon(lambda: self.town.has_letter(filed), 60), self.town.house.worker.last_words()
        return filed

    @cached_property
    def to_refer(self) -> Filed:
        """In hand, where letters may go out to the courts' office."""
        self.town.sends_letters("kanya")
        self.town.knows_the_courts()
        return self._accepted()

    @cached_property
    def referral_written(self) -> Filed:
        filed = self.to_refer
        self.town.refers_by_letter("wichai", filed, "ขอให้ตรวจสายไฟหน้าอาคารศาล")
        del self.to_refer  # the next one to refer is another
        return filed

    @cached_property
    def referral_out(self) -> Filed:
        """Its letter is with the courts' office; `link` is what they got."""
        filed = self.to_refer
        self.town.refers_by_letter("wichai", filed, "ขอให้ตรวจสายไฟหน้าอาคารศาล")
        self.town.sends_referral("wichai", filed)
        self.link = self.town.link_of_referral()
        del self.to_refer
        return filed

    @cached_property
    def together(self) -> Filed:
        """A case into which another one is joined; `joined` is that other."""
        filed = self.town.files(POLE, topic="electricity/poles", visibility="public", pin=SPOT)
        self.town.accepts("wichai", filed)
        self.joined = self.town.files(POLE, topic="electricity/poles", pin=SPOT)
        self.town.joins("wichai", self.joined, filed)
        return filed

    @cached_property
    def told_twice(self) -> Filed:
        """A case at the desk, beside another of the same problem."""
        self.town.files(PUZZLE, pin=SPOT)
        return self.town.files(PUZZLE, pin=SPOT)

    @cached_property
    def several(self) -> Filed:
        """A case that tells of two problems."""
        filed = self.town.files(SEVERAL, topic="electricity/poles", visibility="public", pin=SPOT)
        self.town.accepts("wichai", filed)
        return filed

    @cached_property
    def several_at_the_desk(self) -> Filed:
        return self.town.files(f"{PUZZLE} {SEVERAL}")

    @cached_property
    def split_up(self) -> Filed:
        filed = self.town.files(SEVERAL, topic="electricity/poles", visibility="public", pin=SPOT)
        self.town.accepts("wichai", filed)
        self.town.splits("wichai", filed)
        return filed

    @cached_property
    def shared(self) -> Filed:
        filed = self.town.files(POLE, topic="electricity/poles")
        self.link = self.town.invites(filed)
        return filed

    @cached_property
    def closed(self) -> Filed:
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        self.town.confirms(filed)
        return filed

    @cached_property
    def to_approve(self) -> Filed:
        """Its answer was sent back once, changed, and waits again."""
        filed = self._sent_back()
        self.town.proposes_closing("wichai", filed, "ขอมิเตอร์ใหม่ได้ ใช้เวลา 5 วันทำการ ค่าใช้จ่าย 700 บาท")
        return filed

    @cached_property
    def answer_sent_back(self) -> Filed:
        return self._sent_back()

    def _sent_back(self) -> Filed:
        self.town.chooses_topic("kanya", "electricity/connection")
        filed = self.town.files(POLE, topic="electricity/connection")
        self.town.accepts("wichai", filed)
        self.town.proposes_closing("wichai", filed, "ขอมิเตอร์ใหม่ได้ ใช้เวลา 5 วันทำการ")
        self.town.sends_answer_back("kanya", filed, "บอกค่าใช้จ่ายด้วย")
        return filed

    @cached_property
    def audit(self) -> str:
        """The path of the audit of a case that is closed."""
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        self.town.confirms(filed)
        return self.town.draws(filed)

    @cached_property
    def reopened(self) -> Filed:
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        self.town.disputes(filed, "ยังเอียงอยู่ครับ")
        return filed

    @cached_property
    def answered_again(self) -> Filed:
        return self._answered_twice()

    @cached_property
    def appealed(self) -> Filed:
        return self._appealed()

    @cached_property
    def asked_in_appeal(self) -> Filed:
        filed = self._appealed()
        self.town.asks("wimon", filed, "มีภาพเสาที่ถ่ายหลังวันศุกร์หรือไม่")
        return filed

    @cached_property
    def upheld(self) -> Filed:
        filed = self._appealed()
        self.town.upholds("wimon", filed, "วัดแล้วเสาเอียงไม่เกินเกณฑ์ และมีลวดยึดใหม่แล้ว")
        return filed

    @cached_property
    def late(self) -> Filed:
        filed = self._accepted()
        self.town.lets_pass(filed)
        return filed

    @cached_property
    def released(self) -> Filed:
        filed = self._accepted()
        self.town.releases("wichai", filed, "เสาไฟฟ้าหน้าโรงเรียนเอียงมาก กลัวล้มทับเด็ก")
        return filed

    @cached_property
    def released_in_sila(self) -> Filed:
        """An open case that everybody reads, of a school in a sub-district that a helper finds by its name."""
        filed = self.town.files(POLE, topic="electricity/poles", visibility="public", area=SILA)
        self.town.accepts("wichai", filed)
        self.town.releases("wichai", filed, POLE)
        return filed

    @cached_property
    def asked_to_help(self) -> Filed:
        filed = self._accepted()
        self.town.asks_help("wichai", filed, "bma-khlong-toei", "ช่วยตัดกิ่งไม้รอบเสาก่อน")
        return filed

    @cached_property
    def helping(self) -> Filed:
        filed = self._accepted()
        self.town.asks_help("wichai", filed, "bma-khlong-toei", "ช่วยตัดกิ่งไม้รอบเสาก่อน")
        self.town.accepts("nipa", filed)
        return filed

    @cached_property
    def burmese(self) -> Filed:
        filed = self.town.files("ဈေးရှေ့က ဓာတ်တိုင် စောင်းနေတယ်၊ လဲမှာ စိုးရိမ်တယ်", topic="electricity/poles")
        self.town.accepts("wichai", filed)
        return filed

    @cached_property
    def confidential(self) -> Filed:
        return self.town.files(POLE, topic="electricity/poles", visibility="confidential")

    @cached_property
    def incident(self) -> str:
        return self.town.surges()

    @cached_property
    def consultation(self) -> str:
        return self.town.announces("suda", "ปรับทางเท้าหน้าตลาดบ้านโนนม่วง")

    @cached_property
    def draft_consultation(self) -> str:
        return self.town.drafts("suda", "ปรับทางเท้าหน้าวัดบ้านโนนม่วง")

    @cached_property
    def draft_of_the_head(self) -> str:
        return self.town.drafts("prasert", "ปรับทางเท้าถนนสุนทรโกษา")

    @cached_property
    def conversation(self) -> str:
        return self.town.asks_statements("suda", "จัดทางเท้าถนนหน้าเมือง", *STATEMENTS)

    @cached_property
    def moderated(self) -> str:
        return self.town.moderates("suda", self.conversation)

    @cached_property
    def reported(self) -> str:
        """A consultation of which came something: one theme answered, another to be, and a report."""
        answered = self.town.asks_statements("suda", "จัดทางเท้าถนนหลังเมือง", *STATEMENTS)
        return self.town.closes_and_reports("suda", answered)

    @cached_property
    def promised(self) -> str:
        """A promise that is on its way, of the consultation of which something came."""
        return promises_after(self.town.house, "suda", self.reported)

    @cached_property
    def questionnaire(self) -> str:
        return self.town.asks_questions("suda", "ถามเรื่องทางเท้าหน้าตลาด")

    @cached_property
    def draft_questionnaire(self) -> str:
        return self.town.prepares_questions("suda", "ถามเรื่องทางเท้าหน้าวัด")

    @cached_property
    def turnout(self) -> str:
        return self.town.counts_who_took_part(self.conversation, self.questionnaire)

    @cached_property
    def petitions(self) -> dict[str, str]:
        return self.town.petitions()

    @cached_property
    def docket(self) -> str:
        return self.town.joins_rounds("suda", "ทางเท้าในเมือง", self.consultation)

    @cached_property
    def preview(self) -> str:
        return self.town.makes_a_link("suda", self.draft_questionnaire, "อาจารย์วิไล")

    @cached_property
    def pilot(self) -> str:
        return self.town.tries("suda", self.town.prepares_questions("suda", "ลองถามเรื่องทางเท้าหน้าตลาด"))

    @cached_property
    def tester(self) -> str:
        return self.town.makes_a_link("suda", self.pilot.removesuffix("trial/"), "ครูสมพร")

    @cached_property
    def law_text(self) -> str:
        return self.town.puts_in_texts("suda", self.consultation, FIRST, SECOND)

    @cached_property
    def statute(self) -> str:
        """A law in force, amended once, which the consultation would change."""
        law = self.town.registers_law("suda", "opm-ops", FIRST, SECOND)
        self.town.links_law("suda", self.consultation, law)
        return law

    @cached_property
    def commented(self) -> str:
        second = SECOND.replace("(ข) มีเสาไฟฟ้าที่ย้ายไม่ได้\n", "")
        return self.town.takes_comments("suda", "ร่างข้อบัญญัติทางเท้าหน้าวัด", FIRST, second)

    @cached_property
    def hearing(self) -> str:
        """The path of a hearing that goes on now, with people registered and questions."""
        return self.town.holds_a_hearing("suda", self.consultation)

    def _appealed(self) -> Filed:
        filed = self._answered_twice()
        self.town.appeals(filed, "เสายังเอียงเหมือนเดิม ดูได้จากหน้าโรงเรียน")
        return filed

    def _answered_twice(self) -> Filed:
        filed = self._accepted()
        self.town.proposes_closing("wichai", filed, "ตั้งเสาใหม่แล้วเมื่อวันศุกร์")
        self.town.disputes(filed, "ยังเอียงอยู่ครับ")
        self.town.proposes_closing("wichai", filed, "ดึงเสาให้ตรงแล้วเมื่อวาน")
        return filed

    def _accepted(self) -> Filed:
        filed = self.town.files(POLE, topic="electricity/poles", visibility="public")
        self.town.accepts("wichai", filed)
        return filed
