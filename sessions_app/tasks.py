"""Long work for the worker."""

from django_tasks import task

from sessions_app.actions import notice, reminding


@task()
def mail_notices(notice_ids: list[int]) -> int:
    """Mail what somebody was told; returns how many mails went out."""
    return notice.mail_notices(notice_ids)


@task()
def mail_reminders(reminder_ids: list[int]) -> int:
    """Mail the reminders of a written round; returns how many went out."""
    return reminding.mail_reminders(reminder_ids)
