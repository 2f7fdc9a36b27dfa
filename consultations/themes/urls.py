"""Addresses of themes, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.themes import views

urlpatterns = [
    path("manage/<consultation:slug>/themes/", views.themes, name="manage_themes"),
    path("manage/<consultation:slug>/themes/undo/", views.undo, name="undo_theme_act"),
    path("manage/<consultation:slug>/themes/<int:number>/", views.theme, name="manage_theme"),
    path("manage/<consultation:slug>/themes/<int:number>/name/", views.name, name="name_theme"),
    path("manage/<consultation:slug>/themes/<int:number>/merge/", views.merge, name="merge_theme"),
    path("manage/<consultation:slug>/themes/<int:number>/move/", views.move, name="move_opinions"),
]
