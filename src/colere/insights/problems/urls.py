from django.urls import path

from colere.insights.problems.views import changes, problems

app_name = "problems"
urlpatterns = [
    path("insights/problems", problems.problem_list, name="problem-list"),
    path("insights/changes", changes.change_list, name="change-list"),
]
