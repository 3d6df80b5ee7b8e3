"""A Word file that is read with nothing of it kept."""

import logging

from django.utils.translation import gettext as _

from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_safely
from consult.procedure import RefusedError

logger = logging.getLogger("synthesis.word_file")


def read(data: bytes, name: str) -> Document:
    """The document, read in a child process. Raises ``RefusedError`` with the reason for one that cannot be read."""
    try:
        return read_safely(data, name)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    except Exception as error:
        logger.exception("a document was read, but nothing could be made of it")
        raise RefusedError(_("Nothing could be made of this document.")) from error
