from django.urls import path

from colere.insights.letter.views import leaving, letters, subscribing

app_name = "letter"
urlpatterns = [
    path("insights/letter", letters.letter_latest, name="letter-latest"),
    path("insights/letter/subscribe", subscribing.letter_subscribe, name="letter-subscribe"),
    path("insights/letter/unsubscribe", subscribing.letter_unsubscribe, name="letter-unsubscribe"),
    path("insights/letter/leave/<str:token>", leaving.letter_leave, name="letter-leave"),
    path("insights/letter/<str:week>", letters.letter_detail, name="letter-detail"),
    path("insights/letter/<str:week>/mail", letters.letter_mail, name="letter-mail"),
    path("insights/letter/<str:week>/pdf", letters.letter_pdf, name="letter-pdf"),
    path("insights/letter/<str:week>/text", letters.letter_text, name="letter-text"),
    path("insights/letter/<str:week>/send", subscribing.letter_send, name="letter-send"),
]
