"""Addresses of questionnaires, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.questionnaires import manage_views, views

_MANAGE = "manage/<consultation:slug>/questionnaire/"
_OWN = "<consultation:slug>/questionnaire/"

urlpatterns = [
    path(_MANAGE, manage_views.questionnaire, name="manage_questionnaire"),
    path(_MANAGE + "settings/", manage_views.settings, name="set_up_questionnaire"),
    path(_MANAGE + "none/", manage_views.drop, name="drop_questionnaire"),
    path(_MANAGE + "preview/", manage_views.preview, name="preview_questionnaire"),
    path(_MANAGE + "results/", manage_views.results, name="manage_questionnaire_results"),
    path(_MANAGE + "results.csv", manage_views.results_file, name="manage_questionnaire_file"),
    path(_MANAGE + "parts/new/", manage_views.new_part, name="new_part"),
    path(_MANAGE + "parts/<int:n>/", manage_views.part, name="manage_part"),
    path(_MANAGE + "parts/<int:n>/move/", manage_views.move_part, name="move_part"),
    path(_MANAGE + "parts/<int:n>/delete/", manage_views.delete_part, name="delete_part"),
    path(_MANAGE + "parts/<int:part>/new/<slug:kind>/", manage_views.new_question, name="new_question"),
    path(_MANAGE + "<int:n>/", manage_views.question, name="manage_question"),
    path(_MANAGE + "<int:n>/move/", manage_views.move_question, name="move_question"),
    path(_MANAGE + "<int:n>/delete/", manage_views.delete, name="delete_question"),
    path(_MANAGE + "<int:n>/close/", manage_views.close, name="close_question"),
    path(_MANAGE + "<int:n>/answers/", manage_views.answers, name="question_answers"),
    path(_OWN, views.questionnaire, name="questionnaire"),
    path(_OWN + "<int:n>/", views.part, name="questionnaire_part"),
    path(_OWN + "check/", views.check, name="check_questionnaire"),
    path(_OWN + "withdraw/", views.withdraw, name="withdraw_sheet"),
    path(_OWN + "own/", views.own, name="own_sheet"),
    path(_OWN + "home/", views.home, name="tell_home_of_sheet"),
    path(_OWN + "away/", views.away, name="put_sheet_away"),
    path(_OWN + "results/", views.results, name="questionnaire_results"),
    path(_OWN + "results.csv", views.results_file, name="questionnaire_file"),
]
