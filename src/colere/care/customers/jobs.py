"""What is done about customers in the background."""

from django_tasks import task

from colere.care.customers.actions.duplicates import find_duplicates
from colere.platform.permissions import system_actor


@task()
def look_for_duplicates() -> None:
    """Compare all records and keep the pairs that look alike; every night, and when somebody asks."""
    find_duplicates(actor=system_actor("duplicates"))
