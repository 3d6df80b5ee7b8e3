"""What waits on a text when the text changes: it moves on to the new version, or lapses."""

from django.utils import timezone

from sessions_app.models import Recommendation, RecommendationVersion, SeparateVote
from sessions_app.rules.paragraphs import paragraphs
from sessions_app.states import SeparateState


def carry(row: Recommendation, made: RecommendationVersion) -> None:
    """Requests for a separate vote follow their paragraph; where it is gone, or all that is left, they lapse."""
    parts = paragraphs(made.text)
    for asked in row.separate_votes.filter(state=SeparateState.ASKED):
        if len(parts) > 1 and asked.paragraph in parts:
            asked.version, asked.number = made, parts.index(asked.paragraph) + 1
            asked.save(update_fields=["version", "number"])
        else:
            lapse(row, asked.pk)


def lapse(row: Recommendation, *only: int) -> None:
    """Requests that wait on a text lapse, all of them unless ``only`` some."""
    waiting = SeparateVote.objects.filter(recommendation=row, state=SeparateState.ASKED)
    waiting = waiting.filter(pk__in=only) if only else waiting
    waiting.update(state=SeparateState.LAPSED, decided_at=timezone.now())
