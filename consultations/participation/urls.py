"""Addresses of statements, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.participation import manage_views, views

urlpatterns = [
    path("manage/<consultation:slug>/statements/", manage_views.statements, name="manage_statements"),
    path("manage/<consultation:slug>/statements/settings/", manage_views.settings, name="set_up_conversation"),
    path("manage/<consultation:slug>/statements/none/", manage_views.drop, name="drop_conversation"),
    path("manage/<consultation:slug>/statements/add/", manage_views.add, name="add_statement"),
    path("manage/<consultation:slug>/statements/export.zip", manage_views.export, name="export_statements"),
    path("manage/<consultation:slug>/statements/<int:n>/", manage_views.statement, name="manage_statement"),
    path("manage/<consultation:slug>/statements/<int:n>/withdraw/", manage_views.withdraw, name="withdraw_statement"),
    path("manage/<consultation:slug>/statements/<int:n>/publish/", manage_views.publish, name="publish_statement"),
    path("<consultation:slug>/statements/", views.statements, name="statements"),
    path("<consultation:slug>/statements/<int:n>/", views.statement, name="statement"),
    path("<consultation:slug>/statements/<int:n>/answer/", views.answer, name="answer_statement"),
    path("<consultation:slug>/statements/answers/", views.answers, name="own_answers"),
    path("<consultation:slug>/statements/home/", views.home, name="tell_home"),
    path("<consultation:slug>/statements/propose/", views.propose, name="propose_statement"),
    path("<consultation:slug>/statements/results/", views.results, name="statement_results"),
]
