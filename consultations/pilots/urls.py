"""Addresses of trial runs. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.pilots import manage_views, views

_MANAGE = "manage/<consultation:slug>/trial/"

urlpatterns = [
    path(_MANAGE, manage_views.pilot, name="pilot"),
    path(_MANAGE + "begin/", manage_views.begin, name="begin_pilot"),
    path(_MANAGE + "close/", manage_views.close, name="close_pilot"),
    path(_MANAGE + "wipe/", manage_views.wipe, name="wipe_pilot"),
    path("<consultation:slug>/trial/", views.notes, name="pilot_notes"),
]
