"""A consultation in which people wrote in their own words, about three things."""

import pytest

from consultations.participation.models import Conversation, Identity, Participant, Statement
from consultations.participation.taking_part import hash_of_browser
from consultations.themes.finding import find_themes_in, find_themes_of_one
from consultations.themes.models import Membership, Theme
from consultations.themes.sources import versions_of
from tests.consultations.participation.conftest import begin, conversation, malee

__all__ = ["begin", "conversation", "malee"]

SUBJECTS = {
    "parking": (
        "ห้ามจอดรถบนทางเท้าเด็ดขาด",
        "ปรับคนจอดรถบนทางเท้าให้หนัก",
        "รถยนต์จอดทับทางเท้าทุกวัน ต้องปรับ",
        "ยกรถที่จอดบนทางเท้าไปเลย",
        "ตำรวจควรปรับรถที่จอดบนทางเท้า",
    ),
    "trees": (
        "ปลูกต้นไม้ให้ร่มเงามากขึ้น",
        "ต้นไม้ใหญ่ให้ร่มเงา อย่าตัดกิ่ง",
        "ขอต้นไม้ร่มเงาริมถนน",
        "ตัดกิ่งต้นไม้ให้ถูกวิธี อย่าตัดต้นไม้ใหญ่",
        "ปลูกต้นไม้ใหญ่ริมถนนให้ร่มเงา",
    ),
    "stalls": (
        "แผงลอยควรมีที่ขายของเป็นสัดส่วน",
        "จัดที่ให้แผงลอยขายของ อย่าไล่",
        "แม่ค้าแผงลอยต้องมีที่ขายของ",
        "แผงลอยขายอาหารถูก ขอที่ขาย",
        "ให้แผงลอยขายของได้เป็นเวลา",
    ),
}


def write(conversation: Conversation, texts, *, name: str = "w", **fields) -> list[Statement]:
    """Proposed statements, each of a browser of its own."""
    people = [
        Participant.objects.create(
            conversation=conversation,
            browser=hash_of_browser(conversation.consultation.slug, f"{name}{number}"),
            identity=Identity.ANONYMOUS,
        )
        for number in range(len(texts))
    ]
    first = conversation.statement_count + 1
    made = [
        Statement(conversation=conversation, n=first + place, text=text, author=person, **fields)
        for place, (text, person) in enumerate(zip(texts, people, strict=True))
    ]
    Statement.objects.bulk_create(made)
    Conversation.objects.filter(pk=conversation.pk).update(statement_count=first + len(made) - 1)
    conversation.refresh_from_db(fields=["statement_count"])
    return made


@pytest.fixture
def written(conversation):
    for subject, texts in SUBJECTS.items():
        write(conversation, texts, name=subject)
    return conversation


@pytest.fixture
def found(written):
    """The same, and its themes are found."""
    assert find_themes_of_one() == 1
    return written


def find_again(conversation) -> bool:
    consultation = conversation.consultation
    versions = versions_of(type(consultation).objects.filter(pk=consultation.pk))
    return find_themes_in(consultation, versions.get(consultation.pk, ""))


def theme_of(conversation, subject: str) -> Theme:
    """That in which most texts of a subject are."""
    texts = Statement.objects.filter(conversation=conversation, text__in=SUBJECTS[subject]).values_list("n", flat=True)
    rows = Membership.objects.filter(text__in=[f"s{n}" for n in texts], theme__isnull=False).select_related("theme")
    numbers = [row.theme.number for row in rows]
    return Theme.objects.get(consultation=conversation.pk, number=max(set(numbers), key=numbers.count))


def members(theme: Theme) -> set[str]:
    return set(Membership.objects.filter(theme=theme).values_list("text", flat=True))
