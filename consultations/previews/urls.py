"""Addresses of those who read or edit a draft. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.previews import manage_views, views

urlpatterns = [
    path("preview/<str:token>/", views.preview, name="preview_consultation"),
    path("preview/<str:token>/text/<int:n>/", views.text, name="preview_text"),
    path("preview/<str:token>/text/<int:n>/paper.pdf", views.pdf, name="preview_pdf"),
    path("manage/<consultation:slug>/readers/", manage_views.readers, name="manage_readers"),
    path("manage/<consultation:slug>/readers/links/", manage_views.new_link, name="new_preview_link"),
    path("manage/<consultation:slug>/readers/links/<int:pk>/end/", manage_views.end_link, name="end_preview_link"),
    path("manage/<consultation:slug>/readers/editors/", manage_views.invite, name="invite_co_editor"),
    path("manage/<consultation:slug>/readers/editors/<int:pk>/remove/", manage_views.remove, name="remove_co_editor"),
    path("manage/<consultation:slug>/readers/notes/<int:pk>/answer/", manage_views.answer, name="answer_review_note"),
    path("manage/<consultation:slug>/readers/notes/<int:pk>/tick/", manage_views.tick, name="tick_review_note"),
    path("manage/<consultation:slug>/history/", manage_views.history, name="consultation_history"),
]
