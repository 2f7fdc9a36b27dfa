"""Addresses of promises. `consultations.urls` registers how slugs look, of promises as of consultations."""

from django.urls import path

from consultations.promises import making_views, office_views, views

_ONE = "promises/<consultation:slug>/"
_OFFICE = "promises/office/<consultation:slug>/"
urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises.csv", views.table, name="promises_csv"),
    path("promises.json", views.json, name="promises_json"),
    path("promises/office/", office_views.office, name="office_promises"),
    path(_OFFICE, office_views.promise, name="office_promise"),
    path(_OFFICE + "start/", office_views.start, name="start_promise"),
    path(_OFFICE + "milestones/<int:n>/", office_views.reach, name="reach_milestone"),
    path(_OFFICE + "move/", office_views.move, name="move_promise"),
    path(_OFFICE + "keep/", office_views.keep, name="keep_promise"),
    path(_OFFICE + "withdraw/", office_views.withdraw, name="withdraw_promise"),
    path(_ONE, views.promise, name="promise"),
    path(_ONE + "steps/<int:n>/file/", views.step_file, name="promise_file"),
    path(_ONE + "promise.json", views.json_of_one, name="promise_json"),
    path("duties/<consultation:slug>/<int:n>/promise/", making_views.after_answer, name="promise_after_answer"),
    path("manage/<consultation:slug>/promises/", making_views.after_report, name="promise_after_report"),
]
