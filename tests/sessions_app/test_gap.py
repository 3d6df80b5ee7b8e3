"""What all who come back share: rendered once, and never older than the record."""

import json
from typing import Any

import pytest

from sessions_app.actions import discussion
from sessions_app.fragments import View, head
from sessions_app.fragments import shared as kept
from tests.factories import make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was really rendered, call by call."""
    calls: list[tuple[Any, ...]] = []
    real = kept.changes

    def changes(*asked: Any) -> Any:
        calls.append(asked)
        return real(*asked)

    monkeypatch.setattr(kept, "changes", changes)
    return calls


def test_a_frame_rendered_before_a_hold_is_never_replayed_after_it(rendered: list[tuple[Any, ...]]) -> None:
    room = make_room(per_group=2)
    session = make_session(room.consultation)
    said = say(room.people["participant"], session.questions.first(), "Held at once.")
    view = View(room.consultation.pk, session.pk, "participant", "en")
    upto = head(room.consultation.pk)
    assert "Held at once." in json.dumps(kept.gap(view, 0, upto))
    assert "Held at once." in json.dumps(kept.gap(view, 0, upto))
    assert len(rendered) == 1

    discussion.moderate(standing_of(room.people["chair"]), said.pk, "held")
    assert head(room.consultation.pk) > upto
    for until in (upto, head(room.consultation.pk)):  # also for a hub that has not heard of the hold
        assert "Held at once." not in json.dumps(kept.gap(view, 0, until))


def test_audiences_languages_and_positions_are_kept_apart(rendered: list[tuple[Any, ...]]) -> None:
    room = make_room(per_group=2)
    session = make_session(room.consultation)
    said = say(room.people["participant"], session.questions.first(), "Held at once.")
    discussion.moderate(standing_of(room.people["chair"]), said.pk, "held")
    upto = head(room.consultation.pk)
    desk, inside = (View(room.consultation.pk, session.pk, who, "en") for who in ("desk", "participant"))
    assert "Held at once." in json.dumps(kept.gap(desk, 0, upto))
    assert "Held at once." not in json.dumps(kept.gap(inside, 0, upto))
    assert kept.gap(inside, upto, upto)["put"] == []


def test_only_so_many_are_kept_and_only_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_room(per_group=2)
    session = make_session(room.consultation)
    say(room.people["participant"], session.questions.first())
    upto = head(room.consultation.pk)
    monkeypatch.setattr(kept, "MOST", 5)
    for number in range(20):
        kept.gap(View(room.consultation.pk, session.pk, "participant", f"en-{number}"), 0, upto)
    assert len(kept._kept) <= 5
    kept._forget(float("inf"))
    assert kept._kept == {}


def test_a_rendering_that_fails_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_room(per_group=2)
    session = make_session(room.consultation)
    say(room.people["participant"], session.questions.first())
    view, upto = View(room.consultation.pk, session.pk, "participant", "en"), head(room.consultation.pk)
    with monkeypatch.context() as patched:
        patched.setattr(kept, "changes", lambda *asked: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept.gap(view, 0, upto)
    assert kept.gap(view, 0, upto)["put"]
