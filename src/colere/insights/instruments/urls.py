from django.urls import path

from colere.insights.instruments.queries.asking import all_instruments
from colere.insights.instruments.views.overview import overview
from colere.insights.instruments.views.pages import page_of
from colere.insights.instruments.views.pulses import pulses_hand_over

app_name = "instruments"
urlpatterns = [
    path("insights", overview, name="overview"),
    path("insights/team-and-customers/pulses", pulses_hand_over, name="pulses-hand-over"),
    *(path(f"insights/{one.name}", page_of(one), name=one.name) for one in all_instruments()),
]
