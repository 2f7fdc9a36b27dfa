"""Addresses of the sockets."""

from django.urls import path

from complaints.consumers import AreaConsumer, CaseConsumer, DeskConsumer, OfficeConsumer
from consultations.comments.consumers import CommentsConsumer
from consultations.hearings.consumers import HearingConsumer
from consultations.participation.consumers import ConversationConsumer
from consultations.petitions.consumers import PetitionConsumer
from consultations.questionnaires.consumers import QuestionnaireConsumer

urlpatterns = [
    path("ws/cases/<str:reference>/", CaseConsumer.as_asgi()),
    path("ws/areas/<int:code>/", AreaConsumer.as_asgi()),
    path("ws/desk/", DeskConsumer.as_asgi()),
    path("ws/office/", OfficeConsumer.as_asgi()),
    path("ws/consultations/<str:slug>/", ConversationConsumer.as_asgi()),
    path("ws/consultations/<str:slug>/hearings/<int:n>/", HearingConsumer.as_asgi()),
    path("ws/consultations/<str:slug>/questionnaire/", QuestionnaireConsumer.as_asgi()),
    path("ws/consultations/<str:slug>/comments/", CommentsConsumer.as_asgi()),
    path("ws/petitions/<str:slug>/", PetitionConsumer.as_asgi()),
]
