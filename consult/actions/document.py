"""A document comes in: read in a child process, kept with what it proposes until its convenor has decided."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from consult.documents.errors import UnreadableDocument
from consult.documents.extract import propose
from consult.documents.limits import MAX_BYTES
from consult.documents.sandbox import read_safely
from consult.models import DocumentImport, User
from consult.procedure import Allowed, Answer, Refused, RefusedError, require

logger = logging.getLogger("consult.documents")


def may_convene(user: User) -> Answer:
    """Whoever convenes can be written to: a guest adds an address first."""
    if user.is_guest:
        return Refused(
            _("To convene a consultation you need an address here. Add one under “My account”, then come back.")
        )
    return Allowed()


def keep_upload(user: User, upload: UploadedFile[Any]) -> DocumentImport:
    """Read an uploaded file and keep it; its size is looked at before its content."""
    if (upload.size or 0) > MAX_BYTES:
        raise RefusedError(_("The document is larger than 10 MB."))
    return keep(user, upload.read(), upload.name or "")


def keep(user: User, data: bytes, name: str) -> DocumentImport:
    """Read ``data`` and keep what was read. Raises ``RefusedError`` with the reason; then nothing is kept."""
    require(may_convene(user))
    made = read(data, name)
    made.uploaded_by = user
    made.save()
    return made


def keep_blank(user: User, name: str, decisions: dict[str, Any]) -> DocumentImport:
    """A start without a document: the same page, with nothing proposed."""
    require(may_convene(user))
    return DocumentImport.objects.create(
        uploaded_by=user, name=name[:200], sha256=hashlib.sha256(b"").hexdigest(), decisions=decisions
    )


def read(data: bytes, name: str) -> DocumentImport:
    """What a document says and proposes, not saved. Raises ``RefusedError`` for one that cannot be read."""
    try:
        document = read_safely(data, name)
        proposal = propose(document)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    except Exception as error:
        logger.exception("a document was read, but nothing could be made of it")
        raise RefusedError(_("Nothing could be made of this document. Paste its text instead.")) from error
    return DocumentImport(
        name=Path(name.replace("\\", "/")).name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        text=document.text.replace("\x00", "\ufffd"),
        blocks=_storable([block.to_dict() for block in document.blocks]),
        proposal=_storable(proposal.to_dict()),
    )


def _storable(value: Any) -> Any:
    """As JSON that every database takes: no zero characters, each replaced so that spans keep counting right."""
    return json.loads(json.dumps(value).replace("\\u0000", "\\ufffd"))
