from django.urls import path

from consultations.petitions.api import PetitionsView, PetitionView

urlpatterns = [
    path("petitions/", PetitionsView.as_view(), name="api_petitions"),
    path("petitions/<consultation:slug>/", PetitionView.as_view(), name="api_petition"),
]
