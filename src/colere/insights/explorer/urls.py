from django.urls import path

from colere.insights.explorer.views import measures

app_name = "explorer"
urlpatterns = [
    path("measures", measures.measure_list, name="measure-list"),
    path("measures/<str:name>", measures.measure_detail, name="measure-detail"),
]
