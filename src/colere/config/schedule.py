"""What comes round by itself: a name, a task, and when it is due (times of day in TIME_ZONE)."""

from colere.platform.jobs.jobs import prune_jobs
from colere.platform.jobs.schedule import Entry

ENTRIES = [
    Entry("delete finished jobs", prune_jobs, cron="40 3 * * *"),
]
