"""Work in the background: one line round each action."""

from django_tasks import task

from daihoi.org.actions import import_job
from daihoi.org.models import ImportJob


@task()
def import_check(uuid: str) -> None:
    """Read an uploaded list and hold it against the register."""
    import_job.import_check(ImportJob.objects.select_related("unit", "by").get(uuid=uuid))


@task()
def import_write(uuid: str) -> None:
    """Write a list that was previewed."""
    import_job.import_write(ImportJob.objects.select_related("unit", "by").get(uuid=uuid))
