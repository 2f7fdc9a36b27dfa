"""Addresses of the law database. `consultations.urls` registers how slugs look, of laws as of consultations."""

from django.urls import path

from consultations.statutes import link_views, manage_views, stakeholder_views, views

urlpatterns = [
    path("laws/", views.laws, name="statutes"),
    path("laws/manage/", manage_views.manage, name="manage_laws"),
    path("laws/manage/new/", manage_views.new, name="new_law"),
    path("laws/manage/<consultation:slug>/", manage_views.entry, name="manage_law"),
    path("laws/manage/<consultation:slug>/texts/", manage_views.wordings, name="law_wordings"),
    path("laws/manage/<consultation:slug>/texts/<uuid:public_id>/", manage_views.look, name="look_at_wording"),
    path("laws/manage/<consultation:slug>/steps/", manage_views.steps, name="law_steps"),
    path("laws/manage/<consultation:slug>/steps/<int:n>/back/", manage_views.take_back, name="take_step_back"),
    path("laws/manage/<consultation:slug>/stakeholders/", stakeholder_views.stakeholders, name="law_stakeholders"),
    path("laws/manage/<consultation:slug>/stakeholders/table/", stakeholder_views.table, name="stakeholder_table"),
    path(
        "laws/manage/<consultation:slug>/stakeholders/<int:n>/erase/", stakeholder_views.erase, name="erase_stakeholder"
    ),
    path("laws/<consultation:slug>/", views.law, name="statute"),
    path("laws/<consultation:slug>/text.xml", views.as_xml, name="statute_xml"),
    path("laws/<consultation:slug>/text.json", views.as_json, name="statute_json"),
    path("consultations/manage/<consultation:slug>/laws/", link_views.linked_laws, name="linked_laws"),
    path("consultations/manage/<consultation:slug>/stakeholders/", stakeholder_views.told, name="stakeholders_told"),
]
