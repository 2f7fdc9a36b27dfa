"""Addresses of law texts, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.laws import manage_views, views

urlpatterns = [
    path("manage/<consultation:slug>/documents/", manage_views.documents, name="manage_documents"),
    path("manage/<consultation:slug>/documents/<int:n>/", manage_views.document, name="manage_document"),
    path("manage/<consultation:slug>/documents/<int:n>/again/", manage_views.again, name="take_law_again"),
    path("manage/<consultation:slug>/documents/<int:n>/look/<uuid:public_id>/", manage_views.look, name="look_at_law"),
    path("<consultation:slug>/text/<int:n>/", views.text, name="law_text"),
    path("<consultation:slug>/text/<int:n>.xml", views.as_xml, name="law_xml"),
    path("<consultation:slug>/text/<int:n>.json", views.as_json, name="law_json"),
    path("<consultation:slug>/text/<int:n>/version-<int:number>.pdf", views.official_pdf, name="law_pdf"),
    path("<consultation:slug>/compare/", views.compare, name="compare_laws"),
]
