"""Erasure in the queue: jobs that ran, or wait, in the name of the person. Registered by this app's config."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from eigenart.privacy import erasure_stores
from eigenart.privacy.erasure_stores import Commission, Outcome


class StillRunning(Exception):
    """A job of the person is running. Not final: it ends."""

    code = "still_running"
    is_final = False


def register() -> None:
    erasure_stores.register_eraser("jobs", "procrastinate", jobs)


def jobs(commission: Commission) -> Outcome:
    """Delete the person's jobs, whether they are over or wait. While the employment lasts, HR's work stays.

    Raises StillRunning.
    """
    if commission.user_id is None:
        return Outcome()
    own = ProcrastinateJob.objects.filter(args__user_id=commission.user_id)
    if commission.scope != "all":
        own = own.filter(queue_name="rights")
    if own.filter(status="doing", worker__isnull=False).exists():
        raise StillRunning
    gone = [job.pk for job in own]
    with connection.cursor() as cursor:  # procrastinate's own models only read
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [gone])
    return Outcome({"jobs": len(gone)} if gone else {})
