from django.urls import path

from colere.platform.health import views

app_name = "health"
urlpatterns = [path("healthz", views.healthz, name="healthz")]
