"""Addresses of the administration."""

from django.urls import path

from frontend.administration import file_views, views

urlpatterns = [
    path("", views.registers, name="administration"),
    path("changes/", views.changes, name="administration_changes"),
    path("<slug:slug>/", views.rows, name="administration_rows"),
    path("<slug:slug>/new/", views.new_row, name="administration_new"),
    path("<slug:slug>/row/", views.row, name="administration_row"),
    path("<slug:slug>/row/remove/", views.remove, name="administration_remove"),
    path("<slug:slug>/export/", views.download, name="administration_export"),
    path("<slug:slug>/import/", file_views.choose, name="administration_import"),
    path("<slug:slug>/import/<uuid:public_id>/", file_views.preview, name="administration_file"),
]
