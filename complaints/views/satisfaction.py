"""`/satisfaction/`: how satisfied people were, by agency and by topic, for everybody."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from complaints.auditing import shown_scores
from complaints.models import SurveyScore
from complaints.survey import FEWEST, shown_agencies, shown_topics
from complaints.survey_tables import QUESTIONS

HEADINGS: dict[str, Promise] = {
    "ease": _("Easy to tell"),
    "speed": _("Quick"),
    "informed": _("Kept informed"),
    "manner": _("Polite and clear"),
    "result": _("The result"),
}
_CURSOR = re.compile(r"(\d{1,9})-(\d{1,18})", re.ASCII)


@gzip_page
@never_cache
@require_GET
def satisfaction(request: HttpRequest) -> HttpResponse:
    asked = _CURSOR.fullmatch(request.GET.get("after", ""))
    after = (int(asked[1]), int(asked[2])) if asked else None
    agencies, next_cursor = shown_agencies(after=after)
    context = {
        "agencies": _with_means(agencies),
        "topics": _with_means([] if after else shown_topics()),
        "headings": [HEADINGS[name] for name in QUESTIONS],
        "audits": [] if after else shown_scores(),
        "next_cursor": next_cursor,
        "is_first_page": after is None,
        "fewest": FEWEST,
    }
    return render(request, "complaints/satisfaction.html", context)


def _with_means(scores: list[SurveyScore]) -> list[tuple[SurveyScore, list[tuple[Promise, float]]]]:
    """Each score with the means of its five questions beside their headings."""
    headings = [HEADINGS[name] for name in QUESTIONS]
    return [(score, list(zip(headings, score.means, strict=True))) for score in scores]
