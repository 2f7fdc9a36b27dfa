"""Addresses of who took part. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.turnout import views

urlpatterns = [
    path("turnout/", views.turnout, name="turnout"),
    path("manage/places/", views.own_places, name="said_at_own_places"),
    path("turnout/places/<int:code>/", views.place, name="said_at_place"),
    path("turnout.csv", views.turnout_file, name="turnout_file"),
]
