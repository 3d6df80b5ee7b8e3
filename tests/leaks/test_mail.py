"""Under the Chatham House Rule no mail shows who took part, nor what was spoken of."""

import pytest
from django.core import mail

from consult.attribution import Inside
from sessions_app.models import Notice
from tests.leaks.marked import ALL, PEOPLE, make_marked_room


@pytest.mark.django_db
def test_mail_names_nobody_and_no_topic(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        room, _session, _people = make_marked_room(Inside.NAMES)

    assert len([m for m in mail.outbox if m.subject == "Something waits for you"]) >= PEOPLE
    assert Notice.objects.filter(mailed_at=None, participant__user__email__isnull=False).count() == 0
    for message in mail.outbox:
        told = f"{message.subject} {message.body} {message.from_email}"
        assert [marker for marker in ALL if marker in told] == []
        assert room.consultation.title not in message.subject
