from django.urls import path

from routing import act_views, covering, overseeing, release_views, simulating, split_views, trusting, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/simulate/", simulating.simulate, name="simulate"),
    path("desk/coverage/", covering.covered, name="coverage"),
    path("desk/thresholds/", trusting.thresholds, name="thresholds"),
    path("desk/models/", overseeing.models, name="models"),
    path("desk/<str:reference>/confirm/", act_views.confirm, name="desk_confirm"),
    path("desk/<str:reference>/correct/", act_views.correct, name="desk_correct"),
    path("desk/<str:reference>/convert/", act_views.convert, name="desk_convert"),
    path("desk/<str:reference>/same/", act_views.same, name="desk_same"),
    path("desk/<str:reference>/join/", act_views.join, name="desk_join"),
    path("desk/<str:reference>/separate/", act_views.separate, name="desk_separate"),
    path("desk/<str:reference>/split/", split_views.split, name="desk_split"),
    path("desk/<str:reference>/split/undo/", split_views.undo, name="desk_split_undo"),
    path("desk/<str:reference>/language/", act_views.correct_text_language, name="desk_language"),
    path("desk/<str:reference>/translate/", act_views.translate, name="desk_translate"),
    path("desk/<str:reference>/remove-file/", act_views.remove, name="desk_remove"),
    path("desk/<str:reference>/release/", release_views.release, name="desk_release"),
    path("desk/<str:reference>/take-back/", release_views.take_back, name="desk_take_back"),
    path("desk/<str:reference>/reject/", act_views.reject, name="desk_reject"),
]
