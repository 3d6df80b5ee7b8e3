"""What is new in a written round since somebody was here."""

from dataclasses import dataclass

from django.db.models import Count, Q

from consult.models import Participant
from sessions_app.models import Contribution, GuidingQuestion, Session, Visit
from sessions_app.queries import discussion


@dataclass(frozen=True, slots=True)
class News:
    """How many contributions of others came to a question since its reader was last there."""

    question: GuidingQuestion
    count: int


def mark_of(visit: Visit | None, contributions: list[discussion.ShownContribution], reader: Participant) -> int | None:
    """The first contribution on a page that came after the reader's last visit; None where nothing is new to them."""
    if visit is None or not visit.read_to:
        return None
    new = [item.id for item in contributions if item.id > visit.read_to]
    own = set(Contribution.objects.filter(pk__in=new, author=reader).values_list("pk", flat=True))
    return next((pk for pk in new if pk not in own), None)


def news(session: Session, reader: Participant) -> list[News]:
    """The questions of a session that have something new for somebody who was there before."""
    visits = Visit.objects.filter(participant=reader, question__session=session, reached__gt=0)
    reached = dict(visits.values_list("question", "reached"))
    if not reached:
        return []
    since = Q()
    for key, upto in reached.items():
        since |= Q(question=key, pk__gt=upto)
    rows = Contribution.objects.filter(since, discussion.seen_by("participant")).exclude(author=reader)
    counts = dict(rows.values_list("question").annotate(n=Count("pk")).order_by())
    return [News(question, counts[question.pk]) for question in session.questions.all() if counts.get(question.pk)]
