"""Which address leads to which domain."""

from allauth.account.urls import urlpatterns as allauth_pages
from django.urls import include, path

NOT_OFFERED = {"account_email", "account_email_verification_sent", "account_confirm_email"}
"""allauth's pages where everybody keeps addresses of their own: here an address is changed under People."""

urlpatterns = [
    path("accounts/", include([page for page in allauth_pages if page.name not in NOT_OFFERED])),
    path("", include("colere.platform.accounts.urls")),
    path("", include("colere.platform.health.urls")),
    path("", include("colere.platform.ui.urls")),
    path("", include("colere.platform.audit.urls")),
    path("", include("colere.platform.imports.urls")),
    path("", include("colere.foundation.urls")),
    path("", include("colere.care.customers.urls")),
    path("", include("colere.care.conversations.urls")),
    path("", include("colere.care.feedback.urls")),
    path("", include("colere.care.listening.urls")),
    path("", include("colere.culture.improvement.urls")),
    path("", include("colere.insights.explorer.urls")),
    path("", include("colere.insights.problems.urls")),
    path("", include("colere.insights.letter.urls")),
    path("", include("colere.insights.instruments.urls")),
    path("", include("colere.insights.themes.urls")),
]

handler400 = "colere.platform.ui.errors.bad_request"
handler403 = "colere.platform.ui.errors.permission_denied"
handler404 = "colere.platform.ui.errors.not_found"
handler500 = "colere.platform.ui.errors.server_error"
