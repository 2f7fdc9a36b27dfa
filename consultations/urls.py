from django.urls import path, register_converter

from consultations import manage_views, signing_views, views


class Slug:
    """`69-k3m9qx`, of a trial `pilot-k3m9qx`, so that no word of an address can be taken for a consultation."""

    regex = "(?:[0-9]{2}|pilot)-[0-9a-z]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Slug, "consultation")

urlpatterns = [
    path("", views.consultations, name="consultations"),
    path("manage/", manage_views.manage, name="manage_consultations"),
    path("manage/begin/", manage_views.begin, name="begin_consultation"),
    path("manage/new/", manage_views.new, name="new_consultation"),
    path("manage/<consultation:slug>/", manage_views.edit, name="manage_consultation"),
    path("manage/<consultation:slug>/announce/", signing_views.announce, name="announce_consultation"),
    path("manage/<consultation:slug>/sign-off/ask/", signing_views.ask, name="ask_sign_off"),
    path("manage/<consultation:slug>/sign-off/sign/", signing_views.sign, name="sign_off"),
    path("manage/<consultation:slug>/sign-off/refuse/", signing_views.refuse, name="refuse_sign_off"),
    path("manage/<consultation:slug>/sign-off/paper/", signing_views.paper, name="note_paper"),
    path("manage/<consultation:slug>/extend/", manage_views.extend, name="extend_consultation"),
    path("manage/<consultation:slug>/withdraw/", manage_views.withdraw, name="withdraw_consultation"),
    path("calendar.ics", views.calendar, name="consultations_calendar"),
    path("<consultation:slug>/calendar.ics", views.calendar_of_one, name="consultation_calendar"),
    path("<consultation:slug>/", views.consultation, name="consultation"),
]
