"""What comes round by itself: a name, a task, and when it is due (times of day in TIME_ZONE)."""

from colere.care.customers.jobs import look_for_duplicates
from colere.insights.instruments.jobs import list_customers_at_risk
from colere.insights.letter.jobs import send_weekly_letter
from colere.insights.problems.jobs import measure_changes
from colere.insights.themes.jobs import read_new_words
from colere.platform.health.jobs import forget_sessions, tend_database
from colere.platform.imports.jobs import put_away_uploads
from colere.platform.jobs.jobs import prune_jobs
from colere.platform.jobs.schedule import Entry
from colere.platform.mail.jobs import prune_mail, send_due_mail
from colere.platform.metrics.jobs import prune_answers

ENTRIES = [
    Entry("look for likely duplicates", look_for_duplicates, cron="10 3 * * *"),
    Entry("delete uploaded files", put_away_uploads, cron="30 3 * * *"),
    Entry("delete finished jobs", prune_jobs, cron="40 3 * * *"),
    Entry("delete sessions that have run out", forget_sessions, cron="45 3 * * *"),
    Entry("forget kept answers", prune_answers, cron="50 3 * * *"),
    Entry("delete mail that was sent", prune_mail, cron="55 3 * * *"),
    Entry("send the weekly letter", send_weekly_letter, cron="2 * * * *"),
    Entry("send mail that is due", send_due_mail, every=60),
    Entry("measure what changes did to problems", measure_changes, cron="10 4 * * *"),
    Entry("read what customers say for themes", read_new_words, cron="15 4 * * 1"),
    Entry("list customers at risk", list_customers_at_risk, cron="25 4 * * *"),
    Entry("tend the database", tend_database, cron="20 * * * *"),
]
