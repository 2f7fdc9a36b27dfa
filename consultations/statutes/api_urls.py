from django.urls import path

from consultations.statutes.api import LawChangesView, LawsView, LawTextView, LawView

urlpatterns = [
    path("laws/", LawsView.as_view(), name="api_laws"),
    path("laws/<consultation:slug>/", LawView.as_view(), name="api_law"),
    path("laws/<consultation:slug>/text/", LawTextView.as_view(), name="api_law_text"),
    path("law-changes/", LawChangesView.as_view(), name="api_law_changes"),
]
