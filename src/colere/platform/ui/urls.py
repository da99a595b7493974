from django.urls import path

from colere.platform.ui import account, views

app_name = "ui"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/<str:name>", views.today_card, name="today-card"),
    path("palette", views.palette, name="palette"),
    path("search", views.search_page, name="search"),
    path("account", account.account_page, name="account"),
    path("account/theme", account.switch_theme, name="account-theme"),
    path("look", views.look, name="look"),
]
