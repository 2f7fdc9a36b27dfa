"""What time does to cases, as chores of the worker: each a query and a function, safe to kill and to run twice."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db import models, transaction
from django.utils import timezone

from complaints.audit_sampling import draw_sample
from complaints.digest import enlist_officers, mails_to_write, write_morning_mail
from complaints.escalating import escalate, ladder, leaders_of, waiting_to_go_up
from complaints.handing_over import leave_to_everybody
from complaints.leave_letters import tell_of_ended_leaves
from complaints.models import Assignment, Case, Complaint, Referral
from complaints.office_letters import tell_of_leaver
from complaints.praising import close_unanswered_praise
from complaints.public_search import month_words
from complaints.referring import follow_up
from complaints.responding import close_by_silence, resume_without_answer
from complaints.searching import number_words, place_words
from complaints.staffing import parts_of_leavers
from complaints.surges import watch as watch_surges
from complaints.text_languages import language_of
from directory import known
from directory.calendar import office_calendar
from directory.models import Agency, Topic, User
from records.chores import Chore
from records.resting import Resting, each_by_itself
from records.search import search_tokens

BATCH = 50
_not_closing, _not_resuming, _not_indexing, _not_publishing = Resting(), Resting(), Resting(), Resting()
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
        done += each_by_itself(parts[: max(BATCH - done, 0)], escalate, _not_escalating)
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
def _index_text() -> int:
    """Fill the search words of new cases, here and not at filing: cutting Thai costs more than storing the case."""
    waiting = Case.objects.filter(words__isnull=True).exclude(pk__in=_not_indexing.ids()).order_by("id")
    mine = waiting.select_for_update(skip_locked=True, of=("self",)).prefetch_related("complaints__translations")
    return each_by_itself(mine[:BATCH], _index, _not_indexing)


@transaction.atomic
def _index(case: Case) -> None:
    complaints = list(case.complaints.all())
    told = [words for complaint in complaints for words in _told(complaint)]
    # One by one: of each text its beginning counts, so that a translation does not fall off behind a long original.
    cut = [search_tokens(text) for text in [case.place_text, _names(known.topics.get(case.topic_id)), *told]]
    numbers = dict.fromkeys([case.reference, *(complaint.reference for complaint in complaints)])
    tokens = " ".join([*cut, *place_words(case.area_id), *(word for n in numbers for word in number_words(n))])
    Case.objects.filter(pk=case.pk).update(words=SearchVector(models.Value(tokens), config="simple"))


def _names(of: Topic | Agency | None) -> str:
    return f"{of.name_th} {of.name_en}" if of else ""


def _told(complaint: Complaint) -> list[str]:
    """The text, its translations, and what was typed as an answer, such as the number of a pole."""
    typed = [answer["answer"] for answer in complaint.answers if answer["kind"] in {"text", "number"}]
    if complaint.parted:  # a translation is of the whole text
        return [complaint.words_here, *typed]
    return [complaint.text, *(each.text for each in complaint.translations.all()), *typed]


@transaction.atomic
def _index_public_text() -> int:
    """Fill what everybody may search, of cases released lately."""
    waiting = Case.objects.public().filter(public_words__isnull=True).exclude(pk__in=_not_publishing.ids())
    mine = waiting.order_by("id").select_for_update(skip_locked=True, of=("self",))
    return each_by_itself(mine[:BATCH], _index_public, _not_publishing)


@transaction.atomic
def _index_public(case: Case) -> None:
    lead = case.lead()
    agency = _names(known.agencies.get(lead.agency_id)) if lead else ""
    named = [_names(known.topics.get(case.topic_id)), agency]
    text = " ".join([*named, case.public_place, case.public_text, case.public_translation])
    tokens = " ".join([search_tokens(text), *place_words(case.area_id), *number_words(case.reference)])
    words = SearchVector(models.Value(tokens), config="simple")
    of_month = models.Func(words, month_words(case.created_at), function="tsvector_concat")
    Case.objects.filter(pk=case.pk).update(public_words=of_month)


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
escalate_late_cases = Chore("escalate_late_cases", _escalate, every_s=60)
tell_deputies = Chore("tell_deputies", tell_of_ended_leaves, every_s=600)
write_morning_mails = Chore("write_morning_mails", _write_mails, every_s=300)
free_of_leavers = Chore("free_of_leavers", _free_of_leavers, every_s=60)
follow_up_referrals = Chore("follow_up_referrals", _follow_up_referrals, every_s=300)
draw_audit_sample = Chore("draw_audit_sample", draw_sample, every_s=600)
index_text = Chore("index_text", _index_text, every_s=5)
index_public_text = Chore("index_public_text", _index_public_text, every_s=5)
tell_languages = Chore("tell_languages", _tell_languages, every_s=600)
watch_for_surges = Chore("watch_for_surges", watch_surges, every_s=600)
