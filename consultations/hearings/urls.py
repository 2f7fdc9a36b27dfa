"""Addresses of hearings, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.hearings import manage_views, minutes_views, question_views, views

_MANAGED = "manage/<consultation:slug>/hearings/"
_PUBLIC = "<consultation:slug>/hearings/"
_OWN = "hearings/registration/<str:key>/"

urlpatterns = [
    path(_MANAGED, manage_views.hearings, name="manage_hearings"),
    path(f"{_MANAGED}<int:n>/", manage_views.hearing, name="manage_hearing"),
    path(f"{_MANAGED}<int:n>/cancel/", manage_views.cancel, name="cancel_hearing"),
    path(f"{_MANAGED}<int:n>/registrations/", manage_views.registrations, name="manage_registrations"),
    path(f"{_MANAGED}<int:n>/registrations.csv", manage_views.export, name="export_registrations"),
    path(f"{_MANAGED}<int:n>/registrations/<str:number>/came/", manage_views.let_in, name="let_in"),
    path(f"{_MANAGED}<int:n>/questions/", question_views.manage, name="manage_hearing_questions"),
    path(f"{_MANAGED}<int:n>/questions/part/", question_views.manage_part, name="manage_hearing_questions_part"),
    path(f"{_MANAGED}<int:n>/questions/<int:pk>/stage/", question_views.stage, name="put_question_stage"),
    path(f"{_MANAGED}<int:n>/minutes/", minutes_views.manage, name="manage_minutes"),
    path(f"{_MANAGED}<int:n>/minutes/publish/", minutes_views.publish, name="publish_minutes"),
    path("hearings/address/<str:mail_key>/", views.confirm, name="confirm_hearing_address"),
    path(_OWN, views.registration, name="hearing_registration"),
    path(f"{_OWN}withdraw/", views.withdraw, name="withdraw_registration"),
    path(_PUBLIC, views.hearings, name="hearings"),
    path(f"{_PUBLIC}<int:n>/", views.hearing, name="hearing"),
    path(f"{_PUBLIC}<int:n>/calendar.ics", views.calendar, name="hearing_calendar"),
    path(f"{_PUBLIC}<int:n>/register/", views.register_for, name="register_for_hearing"),
    path(f"{_PUBLIC}<int:n>/questions/", question_views.questions, name="hearing_questions"),
    path(f"{_PUBLIC}<int:n>/questions/part/", question_views.part, name="hearing_questions_part"),
    path(f"{_PUBLIC}<int:n>/questions/<int:pk>/support/", question_views.support, name="support_hearing_question"),
    path(f"{_PUBLIC}<int:n>/questions/<int:pk>/take-back/", question_views.take_back, name="take_question_back"),
    path(f"{_PUBLIC}<int:n>/minutes/", minutes_views.minutes, name="hearing_minutes"),
    path(f"{_PUBLIC}<int:n>/minutes/<int:number>.pdf", minutes_views.pdf, name="hearing_minutes_pdf"),
    path(f"{_PUBLIC}<int:n>/screen/", question_views.screen, name="hearing_screen"),
    path(f"{_PUBLIC}<int:n>/screen/part/", question_views.screen_part, name="hearing_screen_part"),
]
