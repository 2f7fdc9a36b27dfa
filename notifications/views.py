"""The demo's mailbox: what the outbox has sent, for everybody to read."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from notifications.models import Channel, Message

A_PAGE = 30


def dev_mail(request: HttpRequest) -> HttpResponse:
    """`/dev/mail/`: mail and texts, newest first. Not found outside the demo."""
    if not settings.DEMO:
        raise Http404
    messages = Message.objects.exclude(channel=Channel.PAGE).order_by("-id")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        messages = messages.filter(pk__lt=int(before))
    shown = list(messages[: A_PAGE + 1])
    return render(
        request,
        "notifications/dev_mail.html",
        {"sent": shown[:A_PAGE], "older_than": shown[A_PAGE - 1].pk if len(shown) > A_PAGE else None},
    )
