"""Addresses of dockets. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.dockets import evaluation_views, views

urlpatterns = [
    path("dockets/<consultation:slug>/", views.docket, name="docket"),
    path("manage/evaluations/", evaluation_views.evaluations, name="manage_evaluations"),
    path("manage/evaluations/<int:pk>/done/", evaluation_views.done, name="mark_evaluated"),
    path("manage/dockets/", views.dockets, name="manage_dockets"),
    path("manage/dockets/<consultation:slug>/", views.manage_docket, name="manage_docket"),
    path("manage/dockets/<consultation:slug>/add/", views.add, name="add_round"),
    path("manage/dockets/<consultation:slug>/<consultation:round_slug>/remove/", views.remove, name="remove_round"),
]
