"""Every address, in the order of the way through a consultation."""

from django.urls import include, path

handler400 = "consult.middleware.not_understood"

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("consult.views.urls")),
    path("", include("sessions_app.views.urls")),
    path("", include("synthesis.views.urls")),
]
