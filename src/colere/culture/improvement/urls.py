from django.urls import path

from colere.culture.improvement.views import detail, listing, raising, steps

app_name = "improvement"
urlpatterns = [
    path("problems", listing.problem_list, name="problem-list"),
    path("problems/new", raising.problem_new, name="problem-new"),
    path("problems/<int:pk>/edit", raising.problem_edit, name="problem-edit"),
    path("problems/<int:pk>/take", steps.problem_take, name="problem-take"),
    path("problems/<int:pk>/release", steps.problem_release, name="problem-release"),
    path("problems/<int:pk>/give", steps.problem_give, name="problem-give"),
    path("problems/<int:pk>/cause", steps.problem_cause, name="problem-cause"),
    path("problems/<int:pk>/cause/forget", steps.cause_forget, name="cause-forget"),
    path("problems/<int:pk>/change", steps.problem_change, name="problem-change"),
    path("problems/<int:pk>/tell", steps.problem_tell, name="problem-tell"),
    path("problems/<int:pk>/close", steps.problem_close, name="problem-close"),
    path("problems/<int:pk>/reopen", steps.problem_reopen, name="problem-reopen"),
    path("problems/<int:pk>/withdraw", steps.problem_withdraw, name="problem-withdraw"),
    path("problems/<int:pk>/restore", steps.problem_restore, name="problem-restore"),
    path("problems/<int:pk>/remarks", steps.remark_add, name="remark-add"),
    path("problems/changes/<int:pk>/withdraw", steps.change_withdraw, name="change-withdraw"),
    path("problems/tellings/<int:pk>/withdraw", steps.telling_withdraw, name="telling-withdraw"),
    path("problems/remarks/<int:pk>/remove", steps.remark_remove, name="remark-remove"),
    path("problems/remarks/<int:pk>/restore", steps.remark_restore, name="remark-restore"),
    path("problems/<int:pk>", detail.problem_detail, name="problem-detail"),
]
