from django.urls import path

from colere.insights.themes.views import detail, talks, tending, themes

app_name = "themes"
urlpatterns = [
    path("insights/themes", themes.theme_list, name="theme-list"),
    path("insights/themes/<int:number>", detail.theme_detail, name="theme-detail"),
    path("insights/themes/<int:number>/conversations", talks.theme_talks, name="theme-talks"),
    path("insights/themes/<int:number>/name", tending.theme_name, name="theme-name"),
    path("insights/themes/<int:number>/rename", tending.theme_rename, name="theme-rename"),
    path("insights/themes/<int:number>/join", tending.theme_join, name="theme-join"),
    path("insights/themes/<int:number>/apart", tending.theme_apart, name="theme-apart"),
    path("insights/themes/<int:number>/divide", tending.theme_divide, name="theme-divide"),
    path("insights/themes/<int:number>/leave-out", tending.theme_leave_out, name="theme-leave-out"),
    path("insights/themes/<int:number>/bring-back", tending.theme_bring_back, name="theme-bring-back"),
]
