"""Long work for the worker."""

from django_tasks import task

from sessions_app.actions import notice


@task()
def mail_notices(notice_ids: list[int]) -> int:
    """Mail what somebody was told; returns how many mails went out."""
    return notice.mail_notices(notice_ids)
