from django.urls import path

from complaints.api import CaseView, ComplaintsView, NewCodeView, NewsCodeView, TopicsView

urlpatterns = [
    path("complaints/", ComplaintsView.as_view(), name="api_complaints"),
    path("topics/", TopicsView.as_view(), name="api_topics"),
    path("cases/<str:reference>/", CaseView.as_view(), name="api_case"),
    path("cases/<str:reference>/news-code/", NewsCodeView.as_view(), name="api_news_code"),
    path("cases/<str:reference>/news-code/again/", NewCodeView.as_view(), name="api_new_news_code"),
]
