"""A letter of a case, opened by an officer. Where it bears the complainant's name it opens with that, after a reason."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.letter_lists import letter_of
from complaints.views.letters import letter_answer
from complaints.views.office import assignment_of
from complaints.views.office_reason import has_looked, needs_reason


@never_cache
@login_required
@require_GET
def download(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponseBase:
    assignment = assignment_of(request, reference)
    found = letter_of(assignment, public_id)
    if found is None:
        raise Http404
    if needs_reason(request, assignment) or (found.bears_a_name and not has_looked(request, assignment)):
        messages.warning(request, _("The letter bears a name. Say first why you open the name and contact."))
        return redirect("office_case", reference=reference)
    return letter_answer(found)
