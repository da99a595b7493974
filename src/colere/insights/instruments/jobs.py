"""What a worker does every night. What pages ask is counted by `platform.kept`."""

from django_tasks import task

from colere.insights.instruments.actions import list_risks
from colere.insights.instruments.queries.at_risk import find_everybody
from colere.platform.permissions import system_actor

WORKER = system_actor("instruments")


@task()
def list_customers_at_risk() -> None:
    """Write down who is at risk today, so that it can be judged later what came of it; run again, it adds nobody."""
    list_risks(find_everybody(WORKER), actor=WORKER)
