"""What every fragment is made of: the view it is for, its item in a frame, its template."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A set of readers who see the same thing. audience: participant | desk | screen | public."""

    consultation_id: int
    session_id: int
    audience: str
    language: str


def item(id_: str, template: str, context: Frame, *, place: str | None = None, after: str | None = None) -> Frame:
    return {"id": id_, "in": place, "after": after, "html": render(template, context)}


def render(template: str, context: Frame) -> str:
    return render_to_string(f"sessions_app/{template}.html", context)
