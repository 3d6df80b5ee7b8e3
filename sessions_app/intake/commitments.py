"""The tracker as a list, changed elsewhere and brought back: read and checked row by row."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from consult.documents.errors import UnreadableDocument
from consult.documents.sheets import numbered
from consult.models import Consultation
from consult.queries.people_data import harmless
from sessions_app.actions.commitment import BODY_LIMIT, TEXT_LIMIT, Ownership, Standing
from sessions_app.actions.words import plain
from sessions_app.models import Commitment
from sessions_app.queries.commitment import table
from sessions_app.states import CommitmentState

NEEDED = ("number", "state")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list against what stands. owner: whose it becomes; changes: (what, before, after), in words."""

    number: int
    standing: Standing
    owner: Ownership | None
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Read:
    """lines: the good rows that change something; faults: (line in the file, what is wrong); text: the list as CSV."""

    lines: list[Line]
    faults: list[tuple[int, str]]
    text: str


def read(consultation: Consultation, data: bytes) -> Read:
    """Check a CSV or XLSX list. Columns that are left out change nothing. Raises ``UnreadableDocument``."""
    rows = numbered(data)
    names = [name.strip().lower() for name in rows[0][1]]
    if missing := [name for name in NEEDED if name not in names]:
        raise UnreadableDocument(_("The first row lacks: {names}.").format(names=", ".join(missing)))
    rows_now = Commitment.objects.filter(consultation=consultation).select_related("delegation", "consultation")
    known = {row.number: row for row in rows_now.prefetch_related("notes")}
    written_out = {int(line[0]): line[2] for line in list(table(consultation))[1:]}
    lines: list[Line] = []
    faults: list[tuple[int, str]] = []
    seen: set[int] = set()
    for at, cells in rows[1:]:
        cell = dict(zip(names, cells, strict=False))
        row = known.get(int(cell["number"])) if cell.get("number", "").isdecimal() else None
        if row is None or row.number in seen:
            reason = _("This number stands twice.") if row else _("There is no commitment of this number.")
            faults.append((at, reason))
            continue
        seen.add(row.number)
        standing, wrong = _standing(row, cell)
        owner, reason = _owner(row, cell.get("owner", ""), written_out.get(row.number, ""), standing)
        wrong += [reason] if reason else []
        faults += [(at, reason) for reason in wrong]
        if not wrong and (changes := _changes(row, standing, owner)):
            lines.append(Line(row.number, standing, owner, changes))
    text = io.StringIO()
    csv.writer(text).writerows(cells for _at, cells in rows)
    return Read(lines, faults, text.getvalue())


def _standing(row: Commitment, cell: dict[str, str]) -> tuple[Standing, list[str]]:
    wrong = []
    state = cell.get("state", "").strip().lower()
    named = {str(label).lower(): value for value, label in CommitmentState.choices}
    state = named.get(state, state)
    if state not in CommitmentState.values:
        known = ", ".join(CommitmentState.values)
        wrong.append(_("“{state}” is no state; there are: {states}.").format(state=cell.get("state", ""), states=known))
    dates: dict[str, date | None] = {"due": row.due, "review": row.review}
    for name in dates:
        if name in cell:
            dates[name], reason = _date(cell[name])
            wrong += [reason] if reason else []
    note = plain(cell.get("note", "")).strip()
    last = row.notes.last()
    if last and note in (last.text, harmless(last.text)):  # as it was written out
        note = ""
    if len(note) > TEXT_LIMIT:
        wrong.append(_("A note has at most {limit} characters.").format(limit=TEXT_LIMIT))
    if state == CommitmentState.DROPPED != row.state and not note:
        wrong.append(_("Say why it is no longer pursued: the tracker shows it."))
    return Standing(state=state, note=note, **dates), wrong


def _owner(row: Commitment, name: str, before: str, standing: Standing) -> tuple[Ownership | None, str]:
    """Whose a list says it is, and what is wrong with that. An empty field, or what was written out, changes nothing.

    before: the owner as the list was written out, which may be less than the tracker knows.
    """
    name = " ".join(plain(name).split())
    stands = row.body or (row.delegation.name if row.delegation else "")
    if name in ("", before, harmless(before), stands, harmless(stands)):
        return None, ""
    if row.participant_id:
        return None, _("A pledge stays with whoever made it.")
    if len(name) > BODY_LIMIT:
        return None, _("The name of a body has at most {limit} characters.").format(limit=BODY_LIMIT)
    body = row.consultation.delegations.filter(name__iexact=name).first()
    return (
        Ownership(
            delegation_id=body.pk if body else None,
            body="" if body else name,
            due=standing.due,
            review=standing.review,
        ),
        "",
    )


def _date(text: str) -> tuple[date | None, str]:
    text = text.strip().split(" ")[0].split("T")[0]
    if not text:
        return None, ""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return found, "" if found else _("“{text}” is no date: write it as 2027-03-31.").format(text=text)


def _changes(row: Commitment, standing: Standing, owner: Ownership | None) -> list[tuple[str, str, str]]:
    found = [
        (_("Owner"), *_owners(row, owner)),
        (_("State"), row.get_state_display(), str(CommitmentState(standing.state).label)),
        (_("Due"), str(row.due or "–"), str(standing.due or "–")),
        (_("Review"), str(row.review or "–"), str(standing.review or "–")),
    ]
    changes = [change for change in found if change[1] != change[2]]
    return [*changes, (_("Note"), "", standing.note)] if standing.note else changes


def _owners(row: Commitment, owner: Ownership | None) -> tuple[str, str]:
    before = row.body or (row.delegation.name if row.delegation else "–")
    if owner is None:
        return before, before
    body = row.consultation.delegations.filter(pk=owner.delegation_id or 0).first()
    return before, body.name if body else owner.body
