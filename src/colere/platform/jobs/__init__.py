"""Background work: jobs in the same database as the change that wants them, done at least once.

Nouns: Job (one call of a task), lease (whose it is and until when), Slot (one time of the schedule), Worker, Follower
(a callable that follows the log). A domain says what can be done in the background in its `jobs.py`:

    from django_tasks import task

    @task(queue_name="default", max_attempts=5)
    def send_invitation(*, survey_id: int) -> None: ...

and asks for it inside its transaction: `send_invitation.enqueue(survey_id=7)`. At least once means: a job may run
twice, so it is written to be idempotent. Time of day: `schedule`. Because the log grew: `register_follower`.
"""

from colere.platform.jobs.followers import Follower, followers, register_follower

__all__ = ["Follower", "followers", "register_follower"]
