"""Addresses of what comes of a consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.results import duty_views, manage_views, views

_MANAGE = "manage/<consultation:slug>/duties/"
_ONE = "duties/<consultation:slug>/<int:n>/"
urlpatterns = [
    path("duties/", duty_views.duties, name="duties"),
    path(_ONE, duty_views.duty, name="duty"),
    path(_ONE + "answer/", duty_views.answer, name="answer_duty"),
    path(_ONE + "extend/", duty_views.extend, name="extend_duty"),
    path(_MANAGE, manage_views.duties, name="manage_duties"),
    path(_MANAGE + "make/", manage_views.make, name="make_duty"),
    path(_MANAGE + "<int:n>/agency/", manage_views.hand, name="hand_duty"),
    path("you-said/", views.you_said_everywhere, name="you_said_everywhere"),
    path("<consultation:slug>/you-said/", views.you_said, name="you_said"),
]
