from django.urls import path

from consultations.discovery import subject_views, views, widget
from consultations.discovery.feed import ConsultationFeed

urlpatterns = [
    path("feed/", ConsultationFeed(), name="consultations_feed"),
    path("widget/", widget.widget, name="widget"),
    path("widget/build/", widget.build, name="build_widget"),
    path("manage/<consultation:slug>/complaints/", subject_views.complaints_on_subject, name="complaints_on_subject"),
    path("<consultation:slug>/card.png", views.card, name="consultation_card"),
]
