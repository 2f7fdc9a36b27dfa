from django.urls import path

from complaints.api import CaseView, ComplaintsView

urlpatterns = [
    path("complaints/", ComplaintsView.as_view(), name="api_complaints"),
    path("cases/<str:reference>/", CaseView.as_view(), name="api_case"),
]
