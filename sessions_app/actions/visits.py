"""Remembering up to where somebody has read a written round: no act of procedure, and in no record."""

from datetime import timedelta

from django.utils import timezone

from consult.models import Participant
from sessions_app.actions.turns import writing
from sessions_app.models import GuidingQuestion, Visit

# Whoever reloads the page within this time is still on the same visit: what was new to them stays marked.
ONE_VISIT = timedelta(minutes=30)


def visit(question: GuidingQuestion, reader: Participant, reached: int) -> Visit:
    """Somebody reads a question up to ``reached``. ``read_to`` of what is returned: up to where they had before."""
    now = timezone.now()
    with writing():
        found, created = Visit.objects.select_for_update().get_or_create(
            question=question, participant=reader, defaults={"at": now, "reached": reached}
        )
        if not created:
            if now - found.at > ONE_VISIT:
                found.read_to = found.reached
            found.reached, found.at = max(found.reached, reached), now
            found.save(update_fields=["read_to", "reached", "at"])
    return found
