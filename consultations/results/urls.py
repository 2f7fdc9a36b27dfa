"""Addresses of what comes of a consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.results import duty_views, manage_report_views, manage_views, report_views, theme_views, views

_MANAGE = "manage/<consultation:slug>/duties/"
_REPORT = "manage/<consultation:slug>/report/"
_ONE = "duties/<consultation:slug>/<int:n>/"
urlpatterns = [
    path("duties/", duty_views.duties, name="duties"),
    path(_ONE, duty_views.duty, name="duty"),
    path(_ONE + "answer/", duty_views.answer, name="answer_duty"),
    path(_ONE + "extend/", duty_views.extend, name="extend_duty"),
    path(_MANAGE, manage_views.duties, name="manage_duties"),
    path(_MANAGE + "make/", manage_views.make, name="make_duty"),
    path(_MANAGE + "<int:n>/agency/", manage_views.hand, name="hand_duty"),
    path(_REPORT, manage_report_views.edit, name="edit_report"),
    path(_REPORT + "preview/", manage_report_views.preview, name="preview_report"),
    path(_REPORT + "publish/", manage_report_views.publish, name="publish_report"),
    path("<consultation:slug>/results/", report_views.report, name="report"),
    path("<consultation:slug>/results/report.pdf", report_views.pdf, name="report_pdf"),
    path("<consultation:slug>/results/data.zip", report_views.bundle, name="report_bundle"),
    path("<consultation:slug>/results/numbers.csv", report_views.csv, name="report_csv"),
    path("<consultation:slug>/results/report.json", report_views.json, name="report_json"),
    path("<consultation:slug>/themes/", theme_views.public_themes, name="public_themes"),
    path("you-said/", views.you_said_everywhere, name="you_said_everywhere"),
    path("<consultation:slug>/you-said/", views.you_said, name="you_said"),
]
