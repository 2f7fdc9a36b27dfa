"""Is it alive, and is it ready? Load balancers ask; people do not."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.health import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database, so that its outage restarts nothing."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated; a missing model is told, but people can still file."""
    answers = readiness()
    needed = {name: ready for name, ready in answers.items() if name != "model"}
    return JsonResponse(answers, status=200 if all(needed.values()) else 503)
