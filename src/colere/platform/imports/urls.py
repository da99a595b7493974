from django.urls import path

from colere.platform.imports import views

app_name = "imports"
urlpatterns = [
    path("imports", views.import_list, name="import-list"),
    path("imports/new", views.import_new, name="import-new"),
    path("imports/example/<slug:kind>.csv", views.import_example, name="import-example"),
    path("imports/<int:pk>", views.import_detail, name="import-detail"),
    path("imports/<int:pk>/load", views.import_load, name="import-load"),
    path("imports/<int:pk>/stop", views.import_stop, name="import-stop"),
    path("imports/<int:pk>/rejected.csv", views.import_rejected, name="import-rejected"),
]
