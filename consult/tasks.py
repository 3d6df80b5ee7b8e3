"""Long work for the worker."""

from django_tasks import task

from consult.actions import inviting


@task()
def send_mailing(mailing_id: int) -> int:
    """Send the mails of a mailing that were not sent yet; returns how many went out."""
    return inviting.send_mailing(mailing_id)
