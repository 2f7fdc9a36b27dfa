"""Named people, places and things for tests: plain functions that store one row and return it."""

from datetime import date
from itertools import count
from typing import Any

from directory.models import Agency, AgencyKind, Area, AreaLevel, Membership, Role, ServiceArea, Topic, Unit, User

_numbers = count(1)


def make_user(full_name: str = "มาลี ใจดี", *, email: str | None = None, **fields: Any) -> User:
    """A person with a confirmed e-mail address of their own, made up unless one is given; no password unless given."""
    from django.utils import timezone

    fields.setdefault("email_confirmed_at", timezone.now())
    if email is None and "phone" not in fields:
        email = f"person{next(_numbers)}@example.org"
    return User.objects.create_user(email, full_name=full_name, **fields)


def make_area(code: int, name_th: str, name_en: str = "", **fields: Any) -> Area:
    """An area by its DOPA code; its parents are made on the way where they are missing."""
    level = {2: AreaLevel.PROVINCE, 4: AreaLevel.DISTRICT, 6: AreaLevel.SUBDISTRICT}[len(str(code))]
    parent = None
    if level != AreaLevel.PROVINCE:
        above = code // 100
        parent = Area.objects.filter(code=above).first() or make_area(above, f"พื้นที่ {above}")
    area, _ = Area.objects.update_or_create(
        code=code, defaults={"level": level, "parent": parent, "name_th": name_th, "name_en": name_en, **fields}
    )
    return area


def make_agency(name_th: str = "การไฟฟ้าส่วนภูมิภาค", *, code: str | None = None, **fields: Any) -> Agency:
    """An agency that exists today; fetched when the code is there already."""
    fields.setdefault("kind", AgencyKind.DEPARTMENT)
    fields.setdefault("source", "ทำขึ้นสำหรับทดสอบ")
    fields.setdefault("source_date", "2026")
    code = code or f"agency-{next(_numbers)}"
    agency, _ = Agency.objects.get_or_create(code=code, defaults={"name_th": name_th, **fields})
    return agency


def serve(agency: Agency, area: Area, **fields: Any) -> ServiceArea:
    """The agency serves this area as well as its own."""
    defaults = {"source": "ทะเบียนทดสอบ", "source_date": "2026"}
    return ServiceArea.objects.create(agency=agency, area=area, **(defaults | fields))


def make_unit(agency: Agency, name_th: str = "แผนกบริการลูกค้า", **fields: Any) -> Unit:
    return Unit.objects.create(agency=agency, name_th=name_th, **fields)


def make_membership(
    user: User | None = None, agency: Agency | None = None, role: str = Role.OFFICER, **fields: Any
) -> Membership:
    """A role held from 1 January 2020 on; the person and the agency are made where they are not given."""
    fields.setdefault("starts_on", date(2020, 1, 1))
    user = user or make_user("วิชัย ทองดี")
    membership = Membership.objects.create(user=user, agency=agency or make_agency(), role=role, **fields)
    user.forget_roles()
    return membership


def make_topic(code: str = "electricity", name_th: str = "ไฟฟ้า", **fields: Any) -> Topic:
    """A topic; `roads/pothole` brings its `roads` with it. Fetched when the code is there already."""
    if "/" in code:
        above = code.split("/")[0]
        fields.setdefault("parent", make_topic(above, f"หมวด {above}"))
    fields.setdefault("name_en", code)
    topic, _ = Topic.objects.get_or_create(code=code, defaults={"name_th": name_th, **fields})
    return topic
