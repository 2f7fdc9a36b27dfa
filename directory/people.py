"""People of the demo, one for every role: made up, and entered through the demo's page of roles only."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from directory.models import Agency, Membership, Role, User


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to enter the demo as. `user` is set once stored."""

    key: str
    full_name: str
    role: str
    agency_code: str
    label_th: str
    label_en: str
    about_th: str
    about_en: str

    @property
    def email(self) -> str:
        return f"{self.key}@demo.invalid"


@dataclass(frozen=True)
class StoredDemoPerson:
    person: DemoPerson
    user: User
    agency: Agency | None


CITIZEN = ""
BEEN_THERE = timedelta(days=365)
"""The demo tells of what these people did in the weeks before."""

PEOPLE = [
    DemoPerson(
        "malee", "มาลี ใจดี", CITIZEN, "", "ประชาชน", "Citizen",
        "แจ้งเรื่องถนนและไฟฟ้าไว้หลายเรื่อง ดูความคืบหน้าและยืนยันผลได้", "Has filed about roads and power; follows and confirms",
    ),
    DemoPerson(
        "somchai", "สมชาย ศรีสุข", CITIZEN, "", "ประชาชน", "Citizen",
        "ยังไม่เคยแจ้งเรื่อง เริ่มจากหน้าแรกได้เลย", "Has not filed anything yet; begin at the home page",
    ),
    DemoPerson(
        "siriporn", "ศิริพร แก้วมณี", Role.TRIAGE_OFFICER, "central-desk", "เจ้าหน้าที่คัดกรอง", "Triage officer",
        "ดูเรื่องที่ระบบไม่แน่ใจ แล้วเลือกหน่วยงานให้", "Looks at what the system is not sure of and picks the agency",
    ),
    DemoPerson(
        "anan", "อนันต์ พูลผล", Role.TRIAGE_OFFICER, "central-desk", "เจ้าหน้าที่คัดกรอง", "Triage officer",
        "คนที่สองของโต๊ะคัดกรอง ไว้ลองทำงานพร้อมกัน", "The second at the triage desk, to try two at work at once",
    ),
    DemoPerson(
        "wichai", "วิชัย ทองดี", Role.OFFICER, "pea", "เจ้าหน้าที่ การไฟฟ้าส่วนภูมิภาค", "Officer, Provincial Electricity",
        "รับเรื่องไฟดับ เสาไฟ สายไฟ นอกเขตนครหลวง", "Handles power cuts, poles and cables outside the capital",
    ),
    DemoPerson(
        "nipa", "นิภา วงศ์ใหญ่", Role.OFFICER, "bma-khlong-toei", "เจ้าหน้าที่ เขตคลองเตย", "Officer, Khlong Toei district",
        "รับเรื่องทางเท้า ขยะ น้ำท่วม ในเขตคลองเตย", "Handles pavements, waste and flooding in Khlong Toei",
    ),
    DemoPerson(
        "boonmee", "บุญมี สายทอง", Role.OFFICER, "damrongdhama-khon-kaen",
        "เจ้าหน้าที่ ศูนย์ดำรงธรรมจังหวัดขอนแก่น", "Officer, Damrongdhama Centre of Khon Kaen",
        "รับเรื่องของจังหวัดขอนแก่นที่ไม่มีหน่วยงานอื่นรับ", "Takes what no other office in Khon Kaen answers for",
    ),
    DemoPerson(
        "pranee", "ปราณี บุญช่วย", Role.OFFICER, "dlpw",
        "เจ้าหน้าที่ กรมสวัสดิการและคุ้มครองแรงงาน", "Officer, Labour Protection and Welfare",
        "รับเรื่องค่าจ้าง เลิกจ้าง และความปลอดภัยในงาน", "Handles wages, dismissals and safety at work",
    ),
    DemoPerson(
        "kanya", "กัญญา รุ่งเรือง", Role.SUPERVISOR, "pea", "หัวหน้างาน การไฟฟ้าส่วนภูมิภาค", "Supervisor, Provincial Electricity",
        "เห็นเรื่องของทั้งหน่วยงาน และเรื่องที่ใกล้ครบกำหนด", "Sees all cases of the agency and what is nearly due",
    ),
    DemoPerson(
        "prasert", "ประเสริฐ ชัยชนะ", Role.AGENCY_HEAD, "bma-khlong-toei", "ผู้บริหาร เขตคลองเตย", "Head of Khlong Toei district",
        "เห็นเรื่องของทั้งเขต และเตรียมการรับฟังความคิดเห็นของเขต", "Sees all cases of the district and prepares its consultations",
    ),
    DemoPerson(
        "wimon", "วิมล ตั้งตรง", Role.SUPERVISOR, "central-desk", "หัวหน้างาน ศูนย์บริการประชาชน 1111", "Supervisor, Public Service Centre 1111",
        "ตัดสินคำอุทธรณ์ เมื่อผู้แจ้งไม่ยอมรับคำตอบของหน่วยงาน", "Decides appeals against the answers of agencies",
    ),
    DemoPerson(
        "suda", "สุดา มั่นคง", Role.POLICY_TEAM, "opm-ops", "ทีมนโยบาย", "Policy team",
        "เตรียมการรับฟังความคิดเห็น ประกาศ เลื่อนวันปิดรับ หรือยกเลิก", "Prepares consultations, announces them, moves their closing, withdraws them",
    ),
    DemoPerson(
        "chai", "ชัย พรหมมา", Role.MODERATOR, "opm-ops", "ผู้ดูแลเนื้อหา", "Moderator",
        "บทบาทนี้ยังไม่มีหน้าของตัวเอง ตอนนี้เห็นเท่าที่ประชาชนเห็น", "This role has no page of its own yet; sees what citizens see",
    ),
    DemoPerson(
        "lamai", "ละไม เพ็ชรดี", Role.HELPER, "damrongdhama-khon-kaen", "ผู้ช่วยแจ้งเรื่อง", "Helper",
        "ช่วยคนที่ใช้อินเทอร์เน็ตไม่สะดวกแจ้งเรื่อง เรื่องเป็นของคนนั้น", "Files for people who find the internet hard; the case is theirs",
    ),
    DemoPerson(
        "thongchai", "ธงชัย กล้าหาญ", Role.NETWORK_MEMBER, "opm-ops", "สมาชิกเครือข่ายภาคประชาชน", "Network member",
        "ติดตามเรื่องที่เปิดให้ทุกคนเห็นในพื้นที่ ยังไม่มีหน้าของตัวเอง", "Follows public cases of the neighbourhood; no page of its own yet",
    ),
    DemoPerson(
        "orathai", "อรทัย สุจริต", Role.AUDITOR, "opm-ops", "ผู้ตรวจสอบ", "Auditor",
        "ตรวจการปิดเรื่องที่ระบบสุ่มมา ของหน่วยงานอื่น", "Audits closings of other agencies, drawn by chance",
    ),
    DemoPerson(
        "manop", "มานพ ระเบียบ", Role.ADMINISTRATOR, "opm-ops", "ผู้ดูแลระบบ", "Administrator",
        "แก้ไขหน่วยงาน หมวดเรื่อง ปฏิทิน และบทบาท ในหน้าดูแลระบบ", "Looks after agencies, topics, calendar and roles at /administration/",
    ),
]  # fmt: skip


@transaction.atomic
def account_of(key: str) -> User:
    """Of a person of the demo, once stored."""
    return User.objects.get(email=next(person.email for person in PEOPLE if person.key == key))


def make_demo_people() -> list[StoredDemoPerson]:
    """Store the people of the demo and their roles; safe to repeat. They have no password: only the demo lets them in.

    Reference data must be loaded. Raises Agency.DoesNotExist where it is not.
    """
    return [_store(person) for person in PEOPLE]


def _store(person: DemoPerson) -> StoredDemoPerson:
    is_administrator = person.role == Role.ADMINISTRATOR
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(
            person.email, full_name=person.full_name, is_staff=is_administrator, email_confirmed_at=timezone.now()
        )
    if not person.agency_code:
        return StoredDemoPerson(person, user, None)
    agency = Agency.objects.get(code=person.agency_code)
    if not Membership.objects.filter(user=user, agency=agency, role=person.role).exists():
        since = timezone.localdate() - BEEN_THERE
        Membership.objects.create(user=user, agency=agency, role=person.role, starts_on=since)
    return StoredDemoPerson(person, user, agency)
