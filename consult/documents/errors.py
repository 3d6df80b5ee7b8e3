"""What goes wrong with a document, said in a sentence for the person who sent it."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """The document cannot be read. `reason` is one plain sentence to show; it never holds a path or a traceback."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
