"""How a written round runs: its deadline, its word limit, which group is asked what."""

from collections.abc import Mapping
from datetime import datetime

from consult import record
from consult.models import StakeholderGroup
from consult.procedure import Act, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.models import Session


def set_round(
    here: Here, session: Session, *, deadline: datetime | None, word_limit: int | None, asked: Mapping[int, list[int]]
) -> None:
    """Change a round. deadline: aware. asked: question id -> ids of groups; none means everybody."""
    require(may(here.standing, Act.SET_UP))
    with writing():
        Session.objects.filter(pk=session.pk).update(ends_at=deadline, word_limit=word_limit)
        groups = {group.pk: group for group in StakeholderGroup.objects.filter(consultation=here.consultation)}
        for question in session.questions.all():
            question.asked_of.set([groups[pk] for pk in asked.get(question.pk, []) if pk in groups])
        record.enter(
            here.consultation.pk,
            "set round",
            here.participant or "secretariat",
            subject=f"session-{session.pk}",
            payload={
                "session": session.pk,
                "deadline": deadline.isoformat() if deadline else None,
                "words": word_limit,
            },
        )
