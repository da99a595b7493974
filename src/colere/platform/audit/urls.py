from django.urls import path

from colere.platform.audit.views import log, mails

app_name = "audit"
urlpatterns = [
    path("log", log.log_list, name="log-list"),
    path("mails", mails.mail_list, name="mail-list"),
    path("mails/again", mails.mail_again, name="mail-again"),
]
