"""What comes in with a post: nothing in it is trusted, nothing of it raises."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.procedure import RefusedError


def sent(request: HttpRequest) -> dict[str, Any]:
    """What came with a post, as form fields or as a JSON object; refused where it is neither."""
    return _json(request) if request.content_type == "application/json" else dict(request.POST.items())


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(_("This is not valid JSON.")) from error
    if not isinstance(body, dict):
        raise RefusedError(_("This is not a JSON object."))
    return body


def text_in(body: dict[str, Any], key: str) -> str:
    value = body.get(key, "")
    return value if isinstance(value, str) else ""


def yes_in(body: Mapping[str, Any], key: str) -> bool:
    """A box that was ticked, or true in JSON."""
    return body.get(key) in ("yes", "on", True)


def id_in(body: Mapping[str, Any], key: str) -> int | None:
    """A number that can be an id, of a body or of the query; None for anything else."""
    value = str(body.get(key) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def command_in(body: dict[str, Any]) -> UUID | None:
    """The command's random id; a wrong one is refused rather than dropped."""
    value = body.get("id") or body.get("command")
    if not value:
        return None
    try:
        return UUID(str(value))
    except ValueError as error:
        raise RefusedError(_("The command’s id is not a UUID.")) from error


def minutes_in(body: Mapping[str, Any]) -> int | None:
    """None where the field was left empty: the chair closes. What is no number is refused like one out of range."""
    return (id_in(body, "minutes") or 0) if str(body.get("minutes", "")).strip() else None
