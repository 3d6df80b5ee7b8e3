"""What comes up a socket: nothing in it is trusted, nothing of it raises."""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

LARGEST = 64 * 1024  # bytes
LARGEST_ID = 2**63 - 1

Body = dict[str, Any]


def read(text: str | None) -> Body:
    """A message, checked and complete: ``{"ack"}``, a command with its fields, or the refusal to answer it with."""
    if text is None or len(text.encode()) > LARGEST:
        return refusal(None, _("A message is text of at most 64 KiB."))
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return refusal(None, _("This is not valid JSON."))
    if not isinstance(body, dict):
        return refusal(None, _("This is not a JSON object."))
    if "ack" in body:
        return {"ack": body["ack"]} if _is_id(body["ack"]) else refusal(None, _("An acknowledgement is a sequence."))
    given = body.get("id")
    try:
        id_ = str(UUID(given)) if isinstance(given, str) else None
    except ValueError:
        id_ = None
    if id_ is None:
        return refusal(None, _("A command needs an “id”, a random UUID."))
    texts = {name: body.get(name) or "" for name in ("choice", "reason", "text", "sentence", "type", "quotation")}
    if not all(isinstance(value, str) for value in texts.values()):
        return refusal(id_, _("This field must be text."))
    if body.get("command") == "vote" and _is_id(body.get("ballot")):
        return {"command": "vote", "id": id_, "ballot": body["ballot"], **texts}
    parent = body.get("parent")
    if body.get("command") == "contribute" and _is_id(body.get("question")) and (parent is None or _is_id(parent)):
        held = body.get("third_person") is True
        asked = {"question": body["question"], "parent": parent, "third_person": held}
        return {"command": "contribute", "id": id_, **asked, **texts}
    return refusal(id_, _("The commands are “vote” with a “ballot”, and “contribute” with a “question”."))


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID


def refusal(id_: str | None, reason: str) -> Body:
    return {"id": id_, "answer": "refused", "reason": reason}
