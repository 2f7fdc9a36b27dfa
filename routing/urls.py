from django.urls import path

from routing import simulating, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/simulate/", simulating.simulate, name="simulate"),
    path("desk/<str:reference>/confirm/", views.confirm, name="desk_confirm"),
    path("desk/<str:reference>/correct/", views.correct, name="desk_correct"),
    path("desk/<str:reference>/convert/", views.convert, name="desk_convert"),
    path("desk/<str:reference>/language/", views.correct_text_language, name="desk_language"),
    path("desk/<str:reference>/translate/", views.translate, name="desk_translate"),
    path("desk/<str:reference>/reject/", views.reject, name="desk_reject"),
]
