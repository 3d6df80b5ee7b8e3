"""Printed ballots: printed with one-time codes, handed out, entered once their room has voted, counted with the rest.

A sheet of a secret ballot belongs to nobody: the desk notes who was handed one, and of the codes that are entered only
that each is used once, and no more than were handed out. Elsewhere a sheet carries the name of its elector.
"""

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.models import Elector
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import CODE_ALPHABET, Here
from sessions_app.actions import choice, closing
from sessions_app.actions.turns import writing
from sessions_app.models import Ballot, Box, Marking, Participation, SecretVote, Sheet
from sessions_app.models.sheet import SheetState
from sessions_app.queries.sheet import may_be_named, without_answer
from sessions_app.states import CHOICES, ON_A_PAPER, BallotState, Method

MOST_SHEETS = 2_000
CODE_LENGTH = 10  # of 23 letters: forty million million, for at most two thousand


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it is printed, once: of its code nothing but a hash is kept. elector: None where it is secret."""

    code: str
    elector: Elector | None


def print_sheets(here: Here, ballot_id: int) -> list[Printed]:
    """Sheets for all who have not voted yet. Codes that were printed before and not entered are void from now on."""
    with writing():
        ballot = _open_ballot(here, ballot_id)
        if not may_be_named(ballot):
            raise RefusedError(_("Under this attribution rule nobody is named: paper cannot be handed out by name."))
        waiting = without_answer(ballot)[: MOST_SHEETS + 1]
        if not waiting:
            raise RefusedError(_("Everybody on the list has voted."))
        if len(waiting) > MOST_SHEETS:
            raise RefusedError(_("At most {most} sheets are printed at once.").format(most=MOST_SHEETS))
        is_secret = Box.objects.filter(ballot=ballot).exists()
        if is_secret and Participation.objects.filter(ballot=ballot, on_paper=True).exists():
            raise RefusedError(_("Paper ballots of this box were handed out: no others are printed."))
        Sheet.objects.filter(ballot=ballot, state=SheetState.PRINTED).delete()
        printed = [Printed(_code(), None if is_secret else elector) for elector in waiting]
        Sheet.objects.bulk_create(
            [Sheet(ballot=ballot, elector=sheet.elector, code_hash=fingerprint(sheet.code)) for sheet in printed]
        )
        _enter(here, ballot, "print paper", sheets=len(printed))
    return printed


def hand_out(here: Here, ballot_id: int, electors: Collection[int]) -> int:
    """Note who was handed a sheet of a secret ballot: they cannot vote on their screens. All of them, or none."""
    with writing():
        ballot = _open_ballot(here, ballot_id)
        if not Box.objects.filter(ballot=ballot).exists():
            raise RefusedError(_("Sheets of this ballot carry names: nobody needs to note who was handed one."))
        chosen = list(Elector.objects.filter(pk__in=ballot.roll.filter(elector__in=electors).values("elector")))
        if not chosen or len(chosen) != len(set(electors)):
            raise RefusedError(_("Mark those who were handed a paper ballot."))
        voted = Participation.objects.filter(ballot=ballot, elector__in=chosen).count()
        if voted:
            raise RefusedError(
                ngettext(
                    "{n} of those you marked has voted already: take their paper out before the urn is opened.",
                    "{n} of those you marked have voted already: take their paper out before the urn is opened.",
                    voted,
                ).format(n=voted)
            )
        if Participation.objects.filter(ballot=ballot, on_paper=True).count() + len(chosen) > ballot.sheets.count():
            raise RefusedError(_("More people were handed a paper ballot than were printed."))
        Participation.objects.bulk_create(
            [Participation(ballot=ballot, elector=elector, on_paper=True) for elector in chosen]
        )
        _enter(here, ballot, "hand out paper", sheets=len(chosen))
        record.signal(ballot.consultation_id, f"tally {ballot.pk}")
    return len(chosen)


def enter(
    here: Here, ballot_id: int, code: str, marks: Mapping[int, object] | str, *, abstains: bool = False, alone: bool
) -> bool:
    """Enter what stands on a sheet; True once it is counted.

    marks: of a ballot among options as for ``choice.cast``, of one on a text the choice. The second person has to enter
    the same; where they differ both begin anew. alone: one person entered it and compared it with the paper.
    """
    with writing():
        ballot = _open_ballot(here, ballot_id)
        if here.participant is None:
            raise RefusedError(_("Paper is entered by two of those who take part."))
        answer = _answer(ballot, marks, abstains=abstains)
        sheet = Sheet.objects.filter(ballot=ballot, code_hash=fingerprint(code)).first()
        if sheet is None:
            raise RefusedError(_("No sheet of this ballot has this code."))
        if sheet.state == SheetState.COUNTED:
            raise RefusedError(_("This code was used: its sheet is counted."))
        first = _entered(here, sheet, answer, alone=alone)
        if not first:
            _count(ballot, sheet, answer, here.participant.pk)
            sheet.state, sheet.answer, sheet.entered_by = SheetState.COUNTED, "", None
            _enter(here, ballot, "count paper", by="one" if alone else "two")
        sheet.save(update_fields=["state", "answer", "entered_by"])
    return not first


def begin_anew(here: Here, ballot_id: int, code: str) -> None:
    """Forget what the first person entered of a sheet: the two differ, and both read it again."""
    with writing():
        ballot = _open_ballot(here, ballot_id)
        changed = Sheet.objects.filter(ballot=ballot, code_hash=fingerprint(code), state=SheetState.ENTERED).update(
            state=SheetState.PRINTED, answer="", entered_by=None
        )
        if not changed:
            raise RefusedError(_("No sheet with this code waits for a second person."))
        _enter(here, ballot, "paper anew")


def fingerprint(code: str) -> str:
    """What is kept of a code; people type it in small letters, with spaces or hyphens."""
    return hashlib.sha256(re.sub(r"[^A-Z0-9]", "", code.upper()).encode("ascii", "ignore")).hexdigest()


def _entered(here: Here, sheet: Sheet, answer: str, *, alone: bool) -> bool:
    """Whether this was the first of two entries."""
    assert here.participant is not None
    if sheet.state == SheetState.PRINTED:
        if alone:
            return False
        sheet.state, sheet.answer, sheet.entered_by = SheetState.ENTERED, answer, here.participant
        return True
    if sheet.entered_by_id == here.participant.pk:
        raise RefusedError(_("You entered this sheet. Another person of the desk enters it once more."))
    if sheet.answer != answer:
        raise RefusedError(_("The two entries differ. Read the sheet again, or begin it anew."))
    return False


def _count(ballot: Ballot, sheet: Sheet, answer: str, by: int) -> None:
    record.signal(ballot.consultation_id, f"tally {ballot.pk}")
    if sheet.elector_id is not None:
        assert sheet.elector is not None
        if Marking.objects.filter(ballot=ballot, elector=sheet.elector).exists():
            raise RefusedError(_("Whose sheet this is has answered on their screen: that stands."))
        choice.mark(ballot, sheet.elector, answer, set_by=by, on_paper=True)
        return
    handed = Participation.objects.filter(ballot=ballot, on_paper=True).count()
    if ballot.sheets.filter(state=SheetState.COUNTED).count() >= handed:
        raise RefusedError(_("All that were handed out are counted. Note first who else was handed a paper ballot."))
    if ballot.method == Method.SECRET:
        SecretVote.objects.create(ballot=ballot, choice=answer)
    else:
        SecretVote.objects.create(ballot=ballot, answer=answer)


def _answer(ballot: Ballot, marks: Mapping[int, object] | str, *, abstains: bool) -> str:
    if ballot.method != Method.SECRET:
        return choice.line_of(ballot, {} if isinstance(marks, str) else marks, abstains=abstains)
    if marks not in CHOICES[Method.SECRET]:
        raise RefusedError(_("That is not one of the answers to this question."))
    return str(marks)


def _open_ballot(here: Here, ballot_id: int) -> Ballot:
    """Alone with the ballot: paper is rare, and what is counted is checked against what was handed out."""
    require(may(here.standing, Act.PUT))
    ballot = closing.lock({ballot_id}, exclusive=True).get(ballot_id)
    if ballot is None or ballot.consultation_id != here.consultation.pk or ballot.method not in ON_A_PAPER:
        raise RefusedError(_("There is no such ballot in this consultation."))
    if ballot.state != BallotState.OPEN:
        raise RefusedError(_("This ballot is not open: no paper is printed or entered."))
    return ballot


def _code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def _enter(here: Here, ballot: Ballot, act: str, **payload: object) -> None:
    closing.enter(ballot, act, here.participant or record.COMMAND, dict(payload))
