from django.urls import path

from colere.care.conversations.views import detail, listing

app_name = "conversations"
urlpatterns = [
    path("conversations", listing.conversation_list, name="conversation-list"),
    path("conversations/waiting", listing.conversation_waiting, name="conversation-waiting"),
    path("conversations/mine", listing.conversation_mine, name="conversation-mine"),
    path("conversations/<int:pk>", detail.conversation_detail, name="conversation-detail"),
]
