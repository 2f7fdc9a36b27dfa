"""What is said to citizens who file and follow a case: all that a language besides Thai and English has to say.

Guides, public lists, figures, accounts and everything of the staff are not in it: there such pages speak English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch

from babel.messages.catalog import Message

SOURCES = {
    "the frame of every page": """
        frontend/templates/*.html frontend/templates/components/* frontend/home.py frontend/views.py frontend/wording.py
        frontend/app_manifest.py frontend/context.py frontend/middleware.py frontend/govuk_forms.py frontend/thai_dates.py
        frontend/clocks.py frontend/why_agency.py frontend/templates/guides/emergency.html
        frontend/templates/guides/base_guide.html
        config/api.py config/errors.py config/health.py directory/thai_dates.py directory/installation.py
    """,
    "filing": """
        frontend/templates/complaints/tell.html frontend/templates/complaints/topic.html
        frontend/templates/complaints/choose_topic.html
        frontend/templates/complaints/where.html frontend/templates/complaints/shared_place.html
        frontend/templates/complaints/check.html
        frontend/templates/complaints/receipt.html frontend/templates/complaints/sent.html
        frontend/templates/complaints/not_needed.html
        frontend/templates/complaints/question*.html frontend/templates/complaints/_asked.html
        frontend/templates/complaints/_draft.html frontend/templates/complaints/_files*.html
        frontend/templates/complaints/_leave*.html frontend/templates/complaints/_no_papers.html frontend/templates/complaints/_pictures.html
        frontend/templates/complaints/_privacy_line.html frontend/templates/complaints/_question_top.html
        frontend/templates/complaints/_quicker.html frontend/templates/complaints/_safe*.html
        frontend/templates/complaints/_similar*.html frontend/templates/complaints/_already_told.html
        frontend/templates/complaints/_assisted_slip.html frontend/templates/complaints/_file_for_somebody.html
        frontend/templates/complaints/_visibility.html
        complaints/acting.py complaints/assisting.py complaints/choosing.py complaints/danger.py complaints/drafts.py complaints/forms.py
        complaints/hints.py complaints/intake.py complaints/shared_place*.py complaints/personal_data.py complaints/personal_names.py
        complaints/questions.py complaints/references.py complaints/similar.py complaints/stoppers.py
        complaints/topic_forms.py complaints/topic_questions.py complaints/uploads.py
        complaints/views/a*.py complaints/views/c*.py complaints/views/f*.py complaints/views/q*.py complaints/views/r*.py
        complaints/views/sending.py
        directory/reference_files.py directory/person_names.py directory/phones.py directory/place_search.py
        records/idempotency.py records/pdf_clean.py records/pictures.py records/throttling.py records/uploads.py
    """,
    "following": """
        frontend/templates/complaints/track*.html frontend/templates/complaints/_tracked.html frontend/templates/complaints/_appeal.html
        frontend/templates/complaints/_helped.html
        frontend/templates/complaints/answer_*.html frontend/templates/complaints/correct.html
        frontend/templates/complaints/news.html frontend/templates/complaints/_add.html
        frontend/templates/complaints/_co_signing.html frontend/templates/complaints/_conversation.html
        frontend/templates/complaints/_answers.html frontend/templates/complaints/_before_after.html frontend/templates/complaints/_day.html
        frontend/templates/complaints/_forget_here.html frontend/templates/complaints/_moved.html
        frontend/templates/complaints/_help_now.html frontend/templates/complaints/_looks.html frontend/templates/complaints/_news.html
        frontend/templates/complaints/_letters.html frontend/templates/complaints/letter.html
        frontend/templates/complaints/_test_letter.html
        complaints/letter_tables.py complaints/views/letters.py
        frontend/templates/complaints/_next.html frontend/templates/complaints/_no_photo.html
        frontend/templates/complaints/_not_read.html frontend/templates/complaints/_read_help.html
        frontend/templates/complaints/_part_chip.html frontend/templates/complaints/_path.html
        frontend/templates/complaints/_together.html
        frontend/templates/complaints/_told.html frontend/templates/complaints/_translated.html
        frontend/templates/complaints/_way.html frontend/templates/complaints/_why_agency.html
        frontend/templates/complaints/_used_before.html frontend/templates/complaints/_wish.html
        frontend/templates/complaints/co_sign.html
        frontend/templates/complaints/_public_answer.html frontend/templates/complaints/_public_translation.html
        frontend/templates/complaints/_removed.html frontend/templates/complaints/survey*.html
        frontend/templates/complaints/_survey_card.html frontend/templates/complaints/public_case_gone.html
        frontend/templates/my_data/case.html frontend/templates/my_data/object.html
        frontend/templates/my_data/case_file.html
        frontend/templates/my_data/erase_case.html frontend/templates/my_data/_consents.html
        frontend/templates/my_data/_duties.html
        complaints/co_signing.py complaints/consents.py complaints/kind_asking.py complaints/kind_words.py complaints/praising.py
        complaints/releasing.py complaints/removing.py complaints/sharing.py complaints/speaking.py
        complaints/answer_links.py complaints/case_tables.py complaints/correcting.py complaints/handling.py
        complaints/appealing.py complaints/look_ups.py complaints/next_steps.py complaints/progress.py complaints/responding.py complaints/telling.py
        complaints/survey.py complaints/survey_forms.py complaints/views/survey.py
        complaints/text_languages.py complaints/timeline.py
        complaints/timeline_tables.py complaints/tracking*.py complaints/workflow.py complaints/views/t*.py
    """,
    "notices": """
        complaints/news.py complaints/notices.py complaints/notice_words.py complaints/reaching.py complaints/views/news.py
        notifications/channels.py notifications/letters.py notifications/mail.py notifications/models.py notifications/outbox.py notifications/sms.py
    """,
}
_PATTERNS = [pattern for sources in SOURCES.values() for pattern in sources.split()]
_OF_THE_STAFF = re.compile(r"desk|demo|office")
_NAME_OF_A_COLUMN = re.compile(r"[a-z]")


def is_for_citizens(message: Message) -> bool:
    """Whether a string stands where a citizen reads it. message: with the files it was found in as its locations."""
    places = [place for place, _line in message.locations if _speaks_to_citizens(place)]
    if all(place.endswith(("tables.py", "/models.py")) for place in places):
        # There also stand the names of columns, in small letters, which the administration alone shows.
        return bool(places) and not _NAME_OF_A_COLUMN.match(_first(message.id))
    return True


def _speaks_to_citizens(place: str) -> bool:
    return not _OF_THE_STAFF.search(place) and _is_one_of(place, _PATTERNS)


def _is_one_of(place: str, patterns: Iterable[str]) -> bool:
    folder = place.rpartition("/")[0]
    return any(folder == pattern.rpartition("/")[0] and fnmatch(place, pattern) for pattern in patterns)


def _first(said: str | tuple[str, ...] | list[str]) -> str:
    return said if isinstance(said, str) else said[0]
