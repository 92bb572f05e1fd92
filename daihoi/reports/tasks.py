"""Work in the background: one line round each action."""

from django_tasks import task

from daihoi.reports.actions import delivery


@task()
def deliver() -> None:
    """Send to the portal what it still lacks."""
    delivery.deliver_all()
