"""What several tests of synthesis begin with."""

import pytest

from synthesis.actions import rephrasing as acts
from tests.synthesis import endpoint


@pytest.fixture
def asking(settings, django_capture_on_commit_callbacks):
    """Has a paragraph rephrased by an endpoint with this answer; gives the proposal, and what was sent."""

    def ask(me, paragraph, answer, **changed):
        with endpoint.serving(answer) as server:
            settings.ASSISTANT_URL, settings.ASSISTANT_MODEL, settings.ASSISTANT_SECONDS = server.url, "small-model", 5
            for name, value in changed.items():
                setattr(settings, name, value)
            with django_capture_on_commit_callbacks(execute=True):
                row = acts.ask(me, paragraph.pk)
            row.refresh_from_db()
            return row, server

    return ask
