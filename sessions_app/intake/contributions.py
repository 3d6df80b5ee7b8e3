"""Contributions in bulk: a CSV file of what was said elsewhere, into the threads of a session."""

import csv
import io
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Quotation
from consult.models import StakeholderGroup
from sessions_app.actions.words import SENTENCE_WORDS, TEXT_LIMIT
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries.session import terms_of
from sessions_app.states import ContributionType

COLUMNS = ("question", "text", "sentence", "type", "group", "language")
NEEDED = frozenset({"question", "text"})
BATCH = 200  # contributions in one entry of the record: open pages take them as one frame
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000


class BadRowsError(Exception):
    """What is wrong, a line for each; nothing was imported."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Row:
    """One good row."""

    question: GuidingQuestion
    text: str
    sentence: str
    type: str
    group: StakeholderGroup | None
    language: str


def rows_of(session: Session, data: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8, comma or semicolon. Raises ``BadRowsError`` with every row that is wrong."""
    table = _table(data)
    asked = session.questions.select_related("session__consultation")
    questions = {str(question.number): question for question in asked}
    groups = {group.name.lower(): group for group in session.consultation.groups.all()}
    good: list[Row] = []
    bad: list[str] = []
    for number, cells in table:
        reasons = _faults(cells, questions, groups)
        bad += [_("row {number}: {reason}").format(number=number, reason=reason) for reason in reasons]
        if not reasons:
            good.append(
                Row(
                    question=questions[cells["question"]],
                    text=cells["text"],
                    sentence=" ".join(cells["sentence"].split()),
                    type=cells["type"],
                    group=groups.get(cells["group"].lower()),
                    language=cells["language"],
                )
            )
    if bad:
        raise BadRowsError(bad)
    return good


def import_rows(session: Session, rows: list[Row], *, quotation: str = Quotation.NONE) -> list[int]:
    """All of them in one transaction; one entry in the record for each ``BATCH``. Returns their ids.

    They have no author here: nobody's account is made for them. Without a word of consent they are not quoted.
    """
    made: list[int] = []
    with transaction.atomic():
        now = timezone.now()
        for start in range(0, len(rows), BATCH):
            batch = Contribution.objects.bulk_create(
                Contribution(
                    question=row.question,
                    group=row.group,
                    rule=terms_of(row.question).rule,
                    inside=terms_of(row.question).inside,
                    quotation=quotation,
                    type=row.type,
                    text=row.text,
                    sentence=row.sentence,
                    language=row.language,
                    salt=record.salt(),
                    created_at=now,
                )
                for row in rows[start : start + BATCH]
            )
            ids = [contribution.pk for contribution in batch]
            record.enter(
                session.consultation_id,
                "import contributions",
                record.COMMAND,
                subject=f"session-{session.pk}",
                payload={
                    "session": session.pk,
                    "contributions": ids,
                    "texts": [record.seal(contribution.salt, contribution.text) for contribution in batch],
                },
            )
            made += ids
    return made


def _table(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """(number of the row, cells by column); blank rows are passed over."""
    if len(data) > MOST_BYTES:
        raise BadRowsError([_("The file is larger than 10 MB.")])
    try:
        text = data.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise BadRowsError([_("The file is not text in UTF-8.")]) from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    try:
        lines = list(reader)
    except csv.Error as error:
        raise BadRowsError([_("The file is not a table of comma-separated values.")]) from error
    names = [name.strip().lower() for name in lines[0]] if lines else []
    if missing := sorted(NEEDED - set(names)):
        raise BadRowsError([_("The first row lacks: {names}.").format(names=", ".join(missing))])
    if unknown := sorted({name for name in names if name} - set(COLUMNS)):
        raise BadRowsError([_("There are columns nobody knows: {names}.").format(names=", ".join(unknown))])
    found = [(number, line) for number, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)]
    if not found:
        raise BadRowsError([_("There is no contribution in the file.")])
    if len(found) > MOST_ROWS:
        raise BadRowsError([_("At most {limit} contributions at once.").format(limit=MOST_ROWS)])
    empty = dict.fromkeys(COLUMNS, "")
    return [(number, empty | dict(zip(names, map(str.strip, line), strict=False))) for number, line in found]


def _faults(
    cells: dict[str, str], questions: dict[str, GuidingQuestion], groups: dict[str, StakeholderGroup]
) -> list[str]:
    found = []
    if cells["question"] not in questions:
        found.append(_("there is no question “{number}”").format(number=cells["question"][:20]))
    if not cells["text"]:
        found.append(_("the text is empty"))
    if len(cells["text"]) > TEXT_LIMIT:
        found.append(_("the text has more than {limit} characters").format(limit=TEXT_LIMIT))
    if len(cells["sentence"].split()) > SENTENCE_WORDS or len(cells["sentence"]) > 400:
        found.append(_("the sentence has more than {limit} words").format(limit=SENTENCE_WORDS))
    if cells["type"] and cells["type"] not in ContributionType.values:
        found.append(_("there is no type “{type}”").format(type=cells["type"][:40]))
    if cells["group"] and cells["group"].lower() not in groups:
        found.append(_("there is no stakeholder group “{group}”").format(group=cells["group"][:80]))
    if cells["language"] and cells["language"] not in dict(settings.LANGUAGES):
        found.append(_("there is no language “{language}”").format(language=cells["language"][:20]))
    return found
