"""Reading a file nobody vouches for: in a child process with bounded memory and time.

The child is `python -m consult.documents.sandbox NAME`: the file on standard input, JSON on standard output. It makes
the document and its proposal, so that no pattern of ours meets a hostile text in the server either.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.changes import Changes
from consult.documents.errors import UnreadableDocument
from consult.documents.extract import propose
from consult.documents.proposal import Proposal
from consult.documents.readers import read

# A refusal must be there within 10 s, the start of the child included.
SECONDS = 9
MEMORY = 512 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
_TOO_MUCH = "The document takes too much memory to read; a smaller or simpler file may work."
_TOO_LONG = "The document takes too long to read; a smaller or simpler file may work."
_BROKEN = "The document is damaged: it could not be read."


def read_safely(data: bytes, name: str) -> Document:
    """The document in `data`, read in a child process with 512 MB of memory and less than 10 s.

    Raises UnreadableDocument with a reason to show, and nothing else, whatever is in the file.
    """
    return read_proposal(data, name)[0]


def read_proposal(data: bytes, name: str) -> tuple[Document, Proposal]:
    """The document in `data` and what it proposes, both made in the child process.

    Raises UnreadableDocument with a reason to show, and nothing else, whatever is in the file.
    """
    answer = answered("consult.documents.sandbox", data, Path(name.replace("\0", "")).name[-200:])
    return Document.from_dict(answer["document"]), Proposal.from_dict(answer["proposal"])


def read_changes(data: bytes) -> Changes:
    """The tracked changes and comments of a Word document in `data`, read in a child process in the same way.

    Raises UnreadableDocument with a reason to show, and nothing else, whatever is in the file.
    """
    return Changes.from_dict(answered("consult.documents.changes", data)["changes"])


def answered(module: str, data: bytes, *arguments: str) -> dict[str, Any]:
    """What a module of ours answers in a child process of its own that is given `data`. Raises UnreadableDocument."""
    limits.check_size(data)
    try:
        # Our own interpreter and module; a file's name is one argument and is never a path to open.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(_TOO_LONG) from None
    except (OSError, ValueError) as error:
        raise UnreadableDocument("The document could not be read just now; please try again.") from error
    return _answer(done.returncode, done.stdout)


def _answer(code: int, output: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        # Killed by the kernel for its processor time (SIGXCPU, SIGKILL), or brought down by a fault in a parser.
        raise UnreadableDocument(_TOO_LONG if code in (-24, -9) else _BROKEN) from None
    if "reason" in answer:
        raise UnreadableDocument(answer["reason"])
    return answer


def _read() -> dict[str, Any]:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    document = read(sys.stdin.buffer.read(limits.MAX_BYTES + 1), name)
    return {"document": document.to_dict(), "proposal": propose(document).to_dict()}


def told(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """In the child: the answer, or why there is none."""
    try:
        return answer()
    except UnreadableDocument as error:
        return {"reason": error.reason}
    except MemoryError:
        return {"reason": _TOO_MUCH}
    except Exception:  # whatever a parser throws, the caller gets a sentence
        return {"reason": _BROKEN}


def bound() -> None:
    """Hold this process to 512 MB of address space and 9 s of processor time, for good; a crash leaves no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """In the child: bound ourselves, read, answer. Every failure is an answer too."""
    bound()
    sys.stdout.write(json.dumps(told(_read)))


if __name__ == "__main__":
    main()
