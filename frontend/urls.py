"""Addresses of the pages that belong to no app. config/urls.py takes the handlers of errors from frontend.views."""

from django.urls import path

from frontend import (
    area_pages,
    area_shapes,
    case_data_views,
    case_file_views,
    guides,
    map_tiles,
    my_data_views,
    objection_views,
    views,
)

urlpatterns = [
    path("", views.show_home, name="home"),
    path("help/", guides.show_guides, name="help"),
    path("help/emergency/", guides.show_emergency, name="emergency"),
    path("help/routing/card.json", guides.show_model_card, name="model_card"),
    path("help/<slug:name>/", guides.show_guide, name="guide"),
    path("me/data/", my_data_views.my_data, name="my_data"),
    path("me/data/name/", my_data_views.correct_name, name="my_name"),
    path("me/data/file/", my_data_views.take_away, name="my_data_file"),
    path("me/data/erase/", my_data_views.erase, name="erase_me"),
    path("me/data/object/", objection_views.of_account, name="my_data_object"),
    path("track/<str:reference>/data/", case_data_views.case_data, name="case_data"),
    path("track/<str:reference>/data/file/", case_data_views.take_away, name="case_data_file"),
    path("track/<str:reference>/data/pdf/", case_file_views.ask, name="ask_case_file"),
    path("track/<str:reference>/data/pdf/<uuid:public_id>/", case_file_views.show, name="case_file"),
    path("track/<str:reference>/data/name/", case_data_views.correct_name, name="case_data_name"),
    path("track/<str:reference>/data/take-back/", case_data_views.withdraw_consent, name="case_data_take_back"),
    path("track/<str:reference>/data/object/", objection_views.of_case, name="case_data_object"),
    path("track/<str:reference>/data/erase/", case_data_views.erase, name="case_data_erase"),
    path("language/", views.choose_language, name="language"),
    path("offline/", views.show_offline, name="offline"),
    path("app.webmanifest", views.serve_app_manifest, name="app_manifest"),
    path("sw.js", views.serve_service_worker, name="service_worker"),
    path("map/tiles.pmtiles", map_tiles.map_tiles, name="map_tiles"),
    path("areas/", area_pages.choose_area, name="areas"),
    path("areas/<int:code>/", area_pages.show_area, name="area"),
    path("places/search/", views.search_places, name="search_places"),
    path("places/at/", area_shapes.place_at, name="place_at"),
    path("places/<int:code>/shapes/", area_shapes.province_shapes, name="province_shapes"),
    path("places/<int:code>/box/", area_shapes.place_box, name="place_box"),
    path("places/<int:code>/children/", views.list_children, name="area_children"),
    path("dev/parts/", views.show_parts, name="parts"),
]
