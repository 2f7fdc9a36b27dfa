"""Addresses of the administration."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from frontend.administration import file_views, views
from frontend.administration.registers import REGISTERS
from frontend.administration.which_length import which_length


class RegisterConverter(SlugConverter):
    """Only the registers there are: other pages lie below the same address."""

    def to_python(self, value: str) -> str:
        if value not in REGISTERS:
            raise ValueError(value)
        return value


register_converter(RegisterConverter, "register")

urlpatterns = [
    path("", views.registers, name="administration"),
    path("changes/", views.changes, name="administration_changes"),
    path("people/row/shut-out/", views.shut_out_now, name="administration_shut_out"),
    path("service-levels/which/", which_length, name="administration_which_length"),
    path("<register:slug>/", views.rows, name="administration_rows"),
    path("<register:slug>/new/", views.new_row, name="administration_new"),
    path("<register:slug>/row/", views.row, name="administration_row"),
    path("<register:slug>/row/remove/", views.remove, name="administration_remove"),
    path("<register:slug>/export/", views.download, name="administration_export"),
    path("<register:slug>/import/", file_views.choose, name="administration_import"),
    path("<register:slug>/import/<uuid:public_id>/", file_views.preview, name="administration_file"),
    path("<register:slug>/import/<uuid:public_id>/back/", file_views.back, name="administration_back"),
]
