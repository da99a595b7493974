from django.urls import path

from colere.care.feedback.views import listing

app_name = "feedback"
urlpatterns = [path("feedback", listing.response_list, name="response-list")]
