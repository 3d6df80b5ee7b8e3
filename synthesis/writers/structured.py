"""A report as JSON, for programs: the material itself, so that nothing is lost, and reading it back."""

import json

from synthesis.writers.material import VERSION, Material

FORM = "consult-report"


def write(material: Material) -> bytes:
    """JSON in UTF-8. ``read`` gives the same material."""
    found = {"form": FORM, "version": VERSION, **material.to_dict()}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes) -> Material:
    """The material that ``write`` was given. Raises ValueError on anything else."""
    found = json.loads(data)
    if not isinstance(found, dict) or (found.get("form"), found.get("version")) != (FORM, VERSION):
        raise ValueError("not a report of this form")
    return Material.from_dict(found)
