"""Addresses of consultations held elsewhere. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.portal import manage_views, views

urlpatterns = [
    path("consultations/elsewhere/", views.elsewhere, name="surveys"),
    path("consultations/law-portal.csv", views.export, name="law_portal_table"),
    path("consultations/manage/elsewhere/", manage_views.bring_in, name="bring_in_surveys"),
    path("consultations/manage/elsewhere/<uuid:public_id>/", manage_views.keep, name="keep_surveys"),
    path("laws/manage/<consultation:slug>/elsewhere/", manage_views.of_law, name="law_surveys"),
]
