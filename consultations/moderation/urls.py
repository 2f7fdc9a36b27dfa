"""Addresses of moderation. `consultations.urls` registers how slugs of consultations look."""

from django.urls import path, register_converter

from consultations.moderation import copies_views, file_views, flag_views, manage_views, views


class TextId:
    """As `sources.Source` has it: a letter for its kind and a number."""

    regex = "[a-z][0-9]{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TextId, "opinion")

urlpatterns = [
    path("rules/", views.rules, name="moderation_rules"),
    path("<consultation:slug>/taken-down/", views.taken_down, name="taken_down"),
    path("<consultation:slug>/<slug:way>/taken-down/<opinion:text>/", views.appeal, name="appeal"),
    path("<consultation:slug>/<slug:way>/report/<opinion:text>/", views.report_it, name="report_opinion"),
    path("manage/<consultation:slug>/moderation/", manage_views.queue, name="manage_moderation"),
    path("manage/<consultation:slug>/moderation/files/", file_views.files, name="manage_files"),
    path("manage/<consultation:slug>/moderation/files/<opinion:text>/", file_views.through, name="let_file_through"),
    path("manage/<consultation:slug>/moderation/copies/", copies_views.copies, name="manage_copies"),
    path(
        "manage/<consultation:slug>/moderation/copies/<slug:key>/down/",
        copies_views.take_down,
        name="take_copies_down",
    ),
    path("manage/<consultation:slug>/moderation/copies/sets/<int:n>/", copies_views.one_set, name="copies_down"),
    path("manage/<consultation:slug>/moderation/flags/", flag_views.flags, name="manage_flags"),
    path("manage/<consultation:slug>/moderation/flags/<slug:kind>/<slug:what>/", flag_views.flag, name="manage_flag"),
    path("manage/<consultation:slug>/moderation/<opinion:text>/", manage_views.one, name="moderated_text"),
    path("manage/<consultation:slug>/moderation/<opinion:text>/down/", manage_views.down, name="take_down"),
    path("manage/<consultation:slug>/moderation/<opinion:text>/keep/", manage_views.stays, name="keep_opinion"),
    path("manage/<consultation:slug>/moderation/<opinion:text>/back/", manage_views.back, name="put_back"),
    path("manage/<consultation:slug>/moderation/<opinion:text>/decide/", manage_views.decide, name="decide_appeal"),
]
