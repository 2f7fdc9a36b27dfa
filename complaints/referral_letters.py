"""Mails about referrals: to the agency elsewhere, with a link to the letter, and to those here who watch for its answer.

A mail holds no word of the case: the letter opens by its link, as long as an answer is awaited, and no longer.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.appeal_letters import people_of
from complaints.models import Assignment, CaseEvent, Letter
from complaints.office_letters import key_of, reads_mail, send
from complaints.referral_words import tells_in_confidence
from directory.installation import site_url
from notifications.letters import letter as mail_text
from notifications.letters import read_it
from notifications.models import Channel
from notifications.outbox import enqueue

SALT = "complaints.referral_letters"
LASTS = timedelta(days=180)
Kind = CaseEvent.Kind
_NEWS = {
    Kind.REFERRAL_ANSWERED: gettext_lazy("Case %(reference)s: the agency you wrote to has answered"),
    Kind.REFERRAL_REMINDED: gettext_lazy("Case %(reference)s: a reminder is ready to be sent"),
    Kind.REFERRAL_ENDED: gettext_lazy("Case %(reference)s: no answer came to your letter, the case is with you again"),
}


def link_to(letter: Letter) -> str:
    """The whole address by which the agency that it goes to opens a letter."""
    token = signing.dumps(str(letter.public_id), salt=SALT)
    return site_url() + reverse("letter_for_agency", args=[token])


def letter_behind(token: str) -> Letter | None:
    """The letter of this link; None where it is forged or too old, where no answer is awaited any more, or where it tells
    what is in confidence since."""
    try:
        public_id = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    found = Letter.objects.issued().filter(public_id=public_id, is_gone=False, referral__isnull=False)
    letter = found.select_related("referral__agency", "referral__case", "case", "agency").first()
    if letter is None or letter.referral is None or tells_in_confidence(letter):
        return None
    return letter if letter.referral.is_out and not letter.referral.case.is_ended else None


def mail_to_agency(letter: Letter) -> None:
    """Queue the mail with the link, once. Its words are Thai, as the letter's. Call it in the transaction of the act."""
    referral = letter.referral
    assert referral is not None  # noqa: S101 - it goes to an agency
    email = referral.agency.letter_address.email
    subject = f"หนังสือที่ {letter.number} เรื่อง {letter.says['subject']}"
    lines = [
        f"{letter.says['office']}ส่งหนังสือที่ {letter.number} ถึง{referral.agency.name_th}",
        "เปิดหนังสือฉบับลงลายมือชื่ออิเล็กทรอนิกส์ พร้อมข้อมูล JSON และ XML แจ้งว่าได้รับแล้ว และส่งคำตอบได้ที่ลิงก์ด้านล่าง",
    ]
    tail = [link_to(letter), "ลิงก์นี้เปิดหนังสือได้โดยไม่ต้องลงชื่อเข้าใช้ โปรดส่งต่อเฉพาะในหน่วยงานของท่าน"]
    with override("th"):
        enqueue(f"referral:{letter.public_id}", Channel.EMAIL, email, subject, mail_text(lines, tail))


def tell_those_who_watch(part: Assignment, kind: CaseEvent.Kind) -> None:
    """Queue a mail to the officer of the part, or to those who lead. Call it after `record`, in its transaction."""
    case = part.case
    for user in people_of(part):
        if reads_mail(user):
            with override(user.language):
                subject = str(_NEWS[kind]) % {"reference": case.reference}
                page = reverse("office_referral", args=[case.reference])
                body = mail_text([subject, _("It waits for you there.")], [read_it(page)], to=user.get_short_name())
                send(user, key_of(case), subject, body)
