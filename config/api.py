"""The one place where the API answers errors: `{code, message: {th, en}, field?, incident?}`."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rest_framework import exceptions, status
from rest_framework.parsers import JSONParser

STATUS_OF_CODE = {
    "throttled": status.HTTP_429_TOO_MANY_REQUESTS,
    "key_reused": status.HTTP_422_UNPROCESSABLE_ENTITY,
    "key_running": status.HTTP_409_CONFLICT,
    "transition_not_allowed": status.HTTP_409_CONFLICT,
}
RETRY_AFTER_S = {status.HTTP_429_TOO_MANY_REQUESTS: 60, status.HTTP_503_SERVICE_UNAVAILABLE: 30}
SENTENCE_OF_CODE = {
    "parse_error": _("This is not JSON in UTF-8."),
    "method_not_allowed": _("This address does not know this method."),
    "not_acceptable": _("The answer comes as JSON only."),
    "unsupported_media_type": _("Send JSON (Content-Type: application/json)."),
}
"""DRF's own sentences are not all there in Thai."""
_NOT_FOUND = _("There is no such case, or it is not yours to see.")


class JsonBody(JSONParser):
    """JSON that can be kept: nested no deeper than can be read, and without half characters."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read()  # Django has refused what is beyond DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            told = super().parse(io.BytesIO(body), media_type, parser_context)
            if b"\\u" in body:  # half of a pair may stand alone in JSON ("\\ud83d"), and never in UTF-8
                json.dumps(told, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise exceptions.ParseError from error
        return told


def answer_error(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """DRF's exception handler. Shape 400, not found or not yours 404, broken rule 400/409, reused key 422, throttled 429."""
    if isinstance(error, Http404 | PermissionDenied | exceptions.PermissionDenied | exceptions.NotAuthenticated):
        return answer(status.HTTP_404_NOT_FOUND, "not_found", _NOT_FOUND)
    if isinstance(error, RequestDataTooBig):
        return answer(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large", _("The request is too large."))
    if isinstance(error, ValidationError):
        first = error.error_list[0] if hasattr(error, "error_list") else next(iter(error.error_dict.values()))[0]
        code = first.code or "invalid"
        told = answer(
            STATUS_OF_CODE.get(code, status.HTTP_400_BAD_REQUEST),
            code,
            first.message,
            first.params,
            field=getattr(error, "field", None),
        )
        if wait_s := getattr(error, "retry_after_s", None):
            told.headers["Retry-After"] = str(wait_s)
        return told
    if isinstance(error, exceptions.ValidationError):
        field, detail = _first(error.detail)
        message = _said_in_both_languages(detail, context)
        return _respond(status.HTTP_400_BAD_REQUEST, str(detail.code), message, field=field)
    if isinstance(error, exceptions.APIException):
        detail = error.detail
        code = str(getattr(detail, "code", error.default_code))
        return answer(error.status_code, code, SENTENCE_OF_CODE.get(code, error.default_detail))
    return None


def answer(
    http_status: int,
    code: str,
    message: object,
    params: dict[str, Any] | None = None,
    *,
    field: str | None = None,
    incident: str = "",
) -> JsonResponse:
    """An error in the API's shape. incident: the name under which our log keeps what broke."""
    return _respond(http_status, code, in_both_languages(message, params), field=field, incident=incident)


def _respond(http_status: int, code: str, message: dict[str, str], **more: str | None) -> JsonResponse:
    body = {"code": code, "message": message, **{name: value for name, value in more.items() if value}}
    # Not DRF's own: an error is JSON whatever a view renders otherwise, and where there is no view at all.
    told = JsonResponse(body, status=http_status, json_dumps_params={"ensure_ascii": False})
    if http_status in RETRY_AFTER_S:
        told.headers["Retry-After"] = str(RETRY_AFTER_S[http_status])
    return told


def in_both_languages(message: object, params: dict[str, Any] | None = None) -> dict[str, str]:
    """A lazy sentence rendered in Thai and in English; a plain string stays as it is in both."""
    texts = {}
    for language in ("th", "en"):
        with override(language):
            text = str(message) if isinstance(message, Promise | str) else repr(message)
            texts[language] = text % params if params else text
    return texts


def _said_in_both_languages(detail: Any, context: dict[str, Any]) -> dict[str, str]:
    """A serializer writes its errors down in one language: the other is had by asking it again."""
    serializer_class = getattr(context.get("view"), "serializer_class", None)
    if serializer_class is None:
        return in_both_languages(detail)
    texts = {}
    for language in ("th", "en"):
        with override(language):
            asked = serializer_class(data=context["request"].data)
            texts[language] = str(_first(asked.errors)[1]) if not asked.is_valid() else str(detail)
    return texts


def _first(detail: Any, field: str | None = None) -> tuple[str | None, Any]:
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return _first(inner, None if name == "non_field_errors" else (f"{field}.{name}" if field else str(name)))
    if isinstance(detail, list):
        return _first(detail[0], field)
    return field, detail
