"""Addresses of paper and meeting answers, of the policy team alone. `consultations.urls` registers how slugs look."""

from django.urls import path

from consultations.entering import table_views, views

_MANAGED = "manage/<consultation:slug>/paper/"
_STACK = f"{_MANAGED}<int:n>/"

urlpatterns = [
    path(_MANAGED, views.stacks, name="manage_stacks"),
    path(_STACK, views.stack, name="manage_stack"),
    path(f"{_STACK}enter/", views.enter, name="enter_form"),
    path(f"{_STACK}forms/<int:form>/", views.form, name="entered_form"),
    path(f"{_STACK}forms/<int:form>/out/", views.out, name="take_form_out"),
    path(f"{_STACK}table.csv", table_views.empty, name="empty_stack_table"),
    path(f"{_STACK}table/", table_views.look, name="look_at_stack_table"),
    path(f"{_STACK}table/enter/", table_views.enter, name="enter_stack_table"),
]
