from django.urls import path

from colere.platform.audit import views

app_name = "audit"
urlpatterns = [path("log", views.log_list, name="log-list")]
