"""Addresses of who took part. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.turnout import views

urlpatterns = [
    path("turnout/", views.turnout, name="turnout"),
    path("turnout.csv", views.turnout_file, name="turnout_file"),
]
