"""What was exported: each file with its SHA-256, what all of them were written from, and the rule that held."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synthesis.writers.material import VERSION, Material

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Digest:
    """A file's size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> "Digest":
        return cls(len(data), hashlib.sha256(data).hexdigest())


def write(files: Mapping[str, bytes], material: Material) -> bytes:
    """The manifest of ``files``, by name."""
    return written({name: Digest.of(data) for name, data in files.items()}, material)


def written(digests: Mapping[str, Digest], material: Material, withdrawn: Sequence[Mapping[str, object]] = ()) -> bytes:
    """JSON in UTF-8. ``snapshot`` is the SHA-256 of the material: of the same snapshot the same files.

    withdrawn: name of each file of the editions before this one, and the day; no digest, with which somebody who
    guesses what was taken out could see that it was.
    """
    found = {
        "title": material.head.title,
        "date": material.head.date.date().isoformat(),
        "attribution rule": material.head.rule,
        "snapshot": material.digest,
        "version": VERSION,
        "files": [{"name": name, "bytes": one.size, "sha256": one.sha256} for name, one in sorted(digests.items())],
    }
    if withdrawn:
        found["withdrawn"] = [dict(one) for one in withdrawn]
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
