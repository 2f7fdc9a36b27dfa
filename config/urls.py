"""Addresses of the whole house (the design, section 7: checks rely on them)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("frontend.urls")),
    path("", include("complaints.urls")),
    path("", include("routing.urls")),
    path("consultations/", include("consultations.urls")),
    path("consultations/", include("consultations.dockets.urls")),
    path("consultations/", include("consultations.entering.urls")),
    path("consultations/", include("consultations.hearings.urls")),
    path("consultations/", include("consultations.laws.urls")),
    path("consultations/", include("consultations.comments.urls")),
    path("consultations/", include("consultations.participation.urls")),
    path("consultations/", include("consultations.previews.urls")),
    path("consultations/", include("consultations.pilots.urls")),
    path("consultations/", include("consultations.questionnaires.urls")),
    path("consultations/", include("consultations.themes.urls")),
    path("consultations/", include("consultations.turnout.urls")),
    path("consultations/", include("consultations.moderation.urls")),
    path("consultations/", include("consultations.discovery.urls")),
    path("", include("consultations.statutes.urls")),
    path("", include("consultations.portal.urls")),
    path("consultations/", include("consultations.results.urls")),
    path("consultations/", include("consultations.promises.urls")),
    path("consultations/", include("consultations.petitions.urls")),
    path("api/v1/", include("complaints.api_urls")),
    path("api/v1/", include("consultations.statutes.api_urls")),
    path("api/v1/", include("consultations.petitions.api_urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("", include("config.demo_urls"))]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.not_found"  # what one may not do looks like what is not there
handler404 = "config.errors.not_found"
handler429 = "frontend.views.too_many_tries"  # asked for by allauth
handler500 = "config.errors.server_error"
