from django.urls import path

from colere.care.listening import views

app_name = "listening"
urlpatterns = [path("mentions", views.mention_list, name="mention-list")]
