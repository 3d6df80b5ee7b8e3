"""Reading the remarks on a paragraph, as threads."""

from dataclasses import dataclass, field
from datetime import datetime

from consult.queries.people import Here
from synthesis.models.remark import Remark
from synthesis.models.report import Paragraph
from synthesis.queries.writers import Named, Writers


@dataclass(slots=True)
class Said:
    """One remark. settled_by: who settled the thread, "" where it is open."""

    id: int
    text: str
    by: Named
    at: datetime
    settled_by: str
    answers: list["Said"] = field(default_factory=list)


def threads(here: Here, paragraph: Paragraph) -> list[Said]:
    """Open threads first, each in the order of writing."""
    rows = list(Remark.objects.filter(paragraph=paragraph))
    names = Writers(here, [pk for row in rows for pk in (row.author_id, row.settled_by_id)])
    found: dict[int, Said] = {}
    for row in rows:
        settled = names.named(row.settled_by_id).name if row.settled_at else ""
        said = Said(row.pk, row.text, names.named(row.author_id), row.at, settled)
        if row.parent_id is None:
            found[row.pk] = said
        else:
            found[row.parent_id].answers.append(said)
    return sorted(found.values(), key=lambda said: (bool(said.settled_by), said.id))
