"""Contributions in their threads."""

from sessions_app.fragments.parts import Frame, View, item
from sessions_app.models import Contribution, Session
from sessions_app.queries import discussion
from sessions_app.queries.discussion import ShownContribution


def changed(view: View, session: Session, ids: list[int]) -> tuple[list[Frame], list[str]]:
    """Contributions in their places; one that left the room is dropped."""
    if not ids:
        return [], []
    among = Contribution.objects.filter(pk__in=ids, question__session=session).select_related("parent")
    rows = discussion.for_showing(among)
    states = discussion.visible_states(view.audience)
    # A reply comes with what it replies to: with it in its place, and not at all while that is held or hidden.
    seen = [
        row
        for row in rows
        if row.state in states and (row.parent is None or (row.parent_id not in ids and row.parent.state in states))
    ]
    drop = [f"contribution-{row.pk}" for row in rows if row.state not in states]
    put = []
    for said in discussion.shown(seen, session.consultation, view.audience):
        place = f"replies-{said.parent_id}" if said.parent_id else f"thread-{said.question_id}"
        put.append(
            item(
                f"contribution-{said.id}",
                "_contribution",
                contribution_context(session, said, view.audience),
                place=place,
                after=_before(said, states),
            )
        )
    return put, drop


def _before(item: ShownContribution, states: tuple[str, ...]) -> str | None:
    """The element that ``item`` stands after in its thread, or None where it is the first."""
    earlier = (
        Contribution.objects.filter(question=item.question_id, parent=item.parent_id, pk__lt=item.id, state__in=states)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return f"contribution-{earlier}" if earlier else None


def contribution_context(session: Session, item: ShownContribution, audience: str) -> Frame:
    return {"item": item, "session": session, "consultation": session.consultation, "audience": audience}
