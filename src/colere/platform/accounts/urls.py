from django.urls import path

from colere.platform.accounts import views

app_name = "accounts"
urlpatterns = [
    path("enter/<str:token>", views.enter, name="enter"),
]
