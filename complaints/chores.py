"""What time does to cases, as chores of the worker: each a query and a function, safe to kill and to run twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from complaints.audit_sampling import draw_sample
from complaints.digest import enlist_officers, mails_to_write, write_morning_mail
from complaints.escalating import escalate, ladder, leaders_of, waiting_to_go_up
from complaints.handing_over import leave_to_everybody
from complaints.indexing import index_cases, index_public_cases
from complaints.leave_letters import tell_of_ended_leaves
from complaints.models import Assignment, Case, Complaint, Referral
from complaints.office_letters import tell_of_leaver
from complaints.praising import close_unanswered_praise
from complaints.recutting import note_names, recut_cases
from complaints.referring import follow_up
from complaints.responding import close_by_silence, resume_without_answer
from complaints.staffing import parts_of_leavers
from complaints.surges import watch as watch_surges
from complaints.text_languages import language_of
from directory.calendar import office_calendar
from directory.models import User
from records.chores import Chore
from records.resting import Resting, each_by_itself

BATCH = 50
STEPS = 10
"""Of the ladder in one turn: each costs as much as an act of an officer, and routing has to come between them."""
_not_closing, _not_resuming = Resting(), Resting()
_not_thanking, _not_escalating, _not_mailing, _not_freeing = Resting(), Resting(), Resting(), Resting()
_not_reminding = Resting()


def _close_silent() -> int:
    cases = Case.objects.to_close_by_silence(timezone.now()).exclude(pk__in=_not_closing.ids())
    return each_by_itself(cases[:BATCH], close_by_silence, _not_closing)


def _resume_unanswered() -> int:
    cases = Case.objects.with_unanswered_question(timezone.now()).exclude(pk__in=_not_resuming.ids())
    return each_by_itself(cases[:BATCH], resume_without_answer, _not_resuming)


def _close_praise() -> int:
    cases = Case.objects.unanswered_praise(timezone.now()).exclude(pk__in=_not_thanking.ids())
    return each_by_itself(cases[:BATCH], close_unanswered_praise, _not_thanking)


def _escalate() -> int:
    """One step of each late part at a time, so that no mail of a higher level comes before the lower one.

    In office hours only: a day begins at midnight, and nobody is told then what can be done in the morning.
    """
    now, done = timezone.now(), 0
    if not office_calendar().is_working_moment(now):
        return 0
    for rule in ladder():
        parts = waiting_to_go_up(rule, now).exclude(pk__in=_not_escalating.ids())
        done += each_by_itself(parts[: max(STEPS - done, 0)], escalate, _not_escalating)
    return done


def _write_mails() -> int:
    """The morning's mail to each of an office."""
    now = timezone.now()
    if mails_to_write(now).query.is_empty():
        return 0
    enlist_officers()
    mails = mails_to_write(now).exclude(pk__in=_not_mailing.ids())
    return each_by_itself(mails[:BATCH], write_morning_mail, _not_mailing)


def _free_of_leavers() -> int:
    """Cases in the name of people who left, or went to another agency: they stay with theirs and become nobody's.

    Those who lead the agency are told in the transaction that frees the first of somebody's, and looked for once for all.
    """
    parts = parts_of_leavers().exclude(pk__in=_not_freeing.ids()).select_related("agency")[:BATCH]
    leaders: dict[int, dict[int, User]] = {}
    for held in leaders_of(list({part.agency_id: part.agency for part in parts}.values())) if parts else ():
        leaders.setdefault(held.agency_id, {})[held.user_id] = held.user
    told: set[tuple[int, int | None]] = set()

    def free(part: Assignment) -> bool:
        leaver, pair = part.officer, (part.agency_id, part.officer_id)
        with transaction.atomic():
            is_free = leave_to_everybody(part).officer_id is None
            if is_free and leaver and pair not in told:
                for leader in leaders.get(part.agency_id, {}).values():
                    tell_of_leaver(leader, leaver, part.agency)
        if is_free:
            told.add(pair)
        return is_free

    return each_by_itself(parts, free, _not_freeing)


def _follow_up_referrals() -> int:
    """In office hours only, as the ladder: a reminder is no news for the night."""
    now = timezone.now()
    if not office_calendar().is_working_moment(now):
        return 0
    late = Referral.objects.unanswered(now).exclude(pk__in=_not_reminding.ids())
    return each_by_itself(late[:BATCH], follow_up, _not_reminding)


@transaction.atomic
def _tell_languages() -> int:
    """Tell the language of texts that came before it was told at intake."""
    waiting = Complaint.objects.filter(text_language="").order_by("id").only("id", "text")
    mine = list(waiting.select_for_update(skip_locked=True)[: 4 * BATCH])
    for complaint in mine:
        complaint.text_language = language_of(complaint.text)
    Complaint.objects.bulk_update(mine, ["text_language"])
    return len(mine)


close_silent_cases = Chore("close_silent_cases", _close_silent, every_s=60)
resume_unanswered_questions = Chore("resume_unanswered_questions", _resume_unanswered, every_s=60)
close_unanswered_praises = Chore("close_unanswered_praises", _close_praise, every_s=60)
escalate_late_cases = Chore("escalate_late_cases", _escalate, every_s=60, can_wait=True)
tell_deputies = Chore("tell_deputies", tell_of_ended_leaves, every_s=600)
write_morning_mails = Chore("write_morning_mails", _write_mails, every_s=300)
free_of_leavers = Chore("free_of_leavers", _free_of_leavers, every_s=60)
follow_up_referrals = Chore("follow_up_referrals", _follow_up_referrals, every_s=300)
draw_audit_sample = Chore("draw_audit_sample", draw_sample, every_s=600)
index_text = Chore("index_text", index_cases, every_s=5)
index_public_text = Chore("index_public_text", index_public_cases, every_s=5)
note_new_names = Chore("note_new_names", note_names, every_s=30)
recut_words = Chore("recut_words", recut_cases, every_s=10, can_wait=True)
tell_languages = Chore("tell_languages", _tell_languages, every_s=600)
watch_for_surges = Chore("watch_for_surges", watch_surges, every_s=600)
