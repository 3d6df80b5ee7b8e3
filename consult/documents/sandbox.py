"""Reading a file nobody vouches for: in a child process with bounded memory and time.

The child is `python -m consult.documents.sandbox NAME`: the file on standard input, JSON on standard output.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers import read

SECONDS = 10
MEMORY = 512 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
_TOO_MUCH = "The document takes too much memory to read; a smaller or simpler file may work."
_TOO_LONG = "The document takes too long to read; a smaller or simpler file may work."
_BROKEN = "The document is damaged: it could not be read."


def read_safely(data: bytes, name: str) -> Document:
    """The document in `data`, read in a child process with 512 MB of memory and 10 s.

    Raises UnreadableDocument with a reason to show, and nothing else, whatever is in the file.
    """
    limits.check_size(data)
    try:
        # Our own interpreter and module; the file's name is one argument and is never a path to open.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "consult.documents.sandbox", Path(name).name[-200:].replace("\0", "")],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(_TOO_LONG) from error
    except (OSError, ValueError) as error:
        raise UnreadableDocument("The document could not be read just now; please try again.") from error
    return _answer(done.returncode, done.stdout)


def _answer(code: int, output: bytes) -> Document:
    try:
        answer = json.loads(output)
    except ValueError:
        # Killed by the kernel: by SIGXCPU or SIGKILL for time, otherwise for memory or by a fault in a parser.
        reason = _TOO_LONG if code in (-24, -9) else _BROKEN
        raise UnreadableDocument(reason) from None
    if "reason" in answer:
        raise UnreadableDocument(answer["reason"])
    return Document.from_dict(answer)


def main() -> None:
    """In the child: bound ourselves, read, answer. Every failure is an answer too."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        answer = read(sys.stdin.buffer.read(limits.MAX_BYTES + 1), name).to_dict()
    except UnreadableDocument as error:
        answer = {"reason": error.reason}
    except MemoryError:
        answer = {"reason": _TOO_MUCH}
    except Exception:  # noqa: BLE001  # whatever a parser throws, the caller gets a sentence
        answer = {"reason": _BROKEN}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
