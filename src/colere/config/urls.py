"""Which address leads to which domain."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("colere.platform.accounts.urls")),
]
