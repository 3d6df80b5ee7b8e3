"""`python -m consult.documents FILE [--json]`: read a document without Django."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from consult.documents.errors import UnreadableDocument
from consult.documents.report import as_json, as_text, read_file


def main() -> int:
    """0 when read, 1 with a reason on standard error when not."""
    parser = argparse.ArgumentParser(
        prog="python -m consult.documents", description="What a document proposes for a consultation."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the proposal as JSON")
    options = parser.parse_args()
    try:
        proposal = read_file(options.file)
    except UnreadableDocument as error:
        sys.stderr.write(f"{error.reason}\n")
        return 1
    sys.stdout.write((as_json(proposal) if options.json else as_text(proposal)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
