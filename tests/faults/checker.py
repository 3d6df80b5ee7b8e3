"""Compares what was answered with what is stored. Each function returns what is wrong, in words; nothing: all is well.

Plain values, no Django: the checker itself is tested with histories made up by hand and against broken servers.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tests.faults.notes import OK, UNKNOWN, Request, Stored


def one_elector(requests: Sequence[Request], stored: Sequence[Stored]) -> list[str]:
    """Many votes of one elector: exactly one row, which could have been the last one; repeats answered alike."""
    wrong = []
    if len(stored) != 1:
        wrong.append(f"{len(stored)} rows of one elector")
    wrong += [f"{r.mark} was {r.outcome}: {r.answer}" for r in requests if r.outcome != OK]
    answers: dict[tuple[int, str], set[str]] = defaultdict(set)
    for request in requests:
        if request.command:
            answers[request.who, request.command].add(request.answer)
    wrong += [f"command {command} was answered in {len(a)} ways" for (_, command), a in answers.items() if len(a) > 1]
    return wrong + [problem for row in stored if (problem := _not_last(row, requests))]


def _not_last(row: Stored, requests: Sequence[Request]) -> str:
    """Why the stored vote cannot be the one that counted last, or "".

    A command counts once: from its first acknowledgement on, its repeats must do nothing.
    """
    own = [request for request in requests if request.mark == row.mark]
    if not own:
        return f"stored {row.mark}, which nobody sent"
    if row.choice != own[0].choice:
        return f"stored {row.choice} for {own[0].choice}"
    if row.set_by != own[0].who:
        return f"{row.mark} was sent by {own[0].who}, and is said to be set by {row.set_by}"
    counted = min((request.end for request in own if request.outcome == OK), default=None)
    if counted is None:
        return "" if any(request.outcome == UNKNOWN for request in own) else f"stored {row.mark}, which was refused"
    later = [r for r in requests if r.mark != row.mark and r.outcome == OK and r.start > counted]
    return (
        f"{later[0].mark} was sent after {row.mark} had counted, and acknowledged, and is not stored" if later else ""
    )


def closing(
    requests: Sequence[Request],
    stored: Sequence[Stored],
    counts: Mapping[str, int],
    digest: str,
    elector_of: Mapping[int, int],
) -> list[str]:
    """One vote of each elector while the ballot closes: tally = stored = acknowledged."""
    wrong = []
    rows = {row.elector: row.choice for row in stored}
    for request in requests:
        found = rows.get(elector_of[request.who])
        if request.outcome == OK and found != request.choice:
            wrong.append(f"{request.mark} was acknowledged; stored is {found}")
        if request.outcome not in (OK, UNKNOWN) and found is not None:
            wrong.append(f"{request.mark} was refused; stored is {found}")
    tally = {choice: count for choice, count in counts.items() if count}
    if tally != Counter(row.choice for row in stored):
        wrong.append(f"tally {tally}, stored {dict(Counter(row.choice for row in stored))}")
    lines = "".join(f"{elector}:{choice}\n" for elector, choice in sorted(rows.items()))
    if digest != hashlib.sha256(lines.encode()).hexdigest():
        wrong.append("the digest is not that of the stored votes")
    return wrong


def roll(
    stored: Sequence[Stored], lines: Sequence[tuple[int, int, bool | None]], decided: Mapping[str, int]
) -> list[str]:
    """A recorded vote that is closed: its roll says who voted, and its decision counts their votes by weight.

    lines: (elector, weight, whether it voted); decided: choice -> how much was counted for it.
    """
    wrong = []
    voted = {elector for elector, _weight, has_voted in lines if has_voted}
    if voted != {row.elector for row in stored}:
        wrong.append(f"the roll says that {len(voted)} voted, stored are {len(stored)}")
    if any(has_voted is None for _elector, _weight, has_voted in lines):
        wrong.append("the roll does not say of everybody whether they voted")
    weights = {elector: weight for elector, weight, _voted in lines}
    counted: Counter[str] = Counter()
    for row in stored:
        counted[row.choice] += weights.get(row.elector, 0)
    if +Counter(decided) != +counted:
        wrong.append(f"decided by {dict(decided)}, stored by weight {dict(counted)}")
    return wrong


def adopted_or_objected(declared: str, objected: str, found: Mapping[str, object]) -> list[str]:
    """An objection while adoption is declared: one of the two counts, and what is stored is what was answered.

    declared, objected: their outcomes; found: the ballot's state and outcome, its text's state, objections stored and
    counted.
    """
    wrong = []
    if (declared == OK) == (objected == OK):
        wrong.append(f"declaring was {declared}, objecting was {objected}")
    expected: dict[str, object] = (
        {"state": "closed", "outcome": "without-vote", "text": "without-vote", "objections": 0, "counted": 0}
        if declared == OK
        else {"state": "closed", "outcome": "stopped", "text": "candidate", "objections": 1, "counted": 1}
    )
    return wrong + [f"{key} is {found[key]}, not {value}" for key, value in expected.items() if found[key] != value]


def nothing_lost(requests: Sequence[Request], stored: Mapping[str, int]) -> list[str]:
    """Each acknowledged mark stands once, each refused one not at all, an unknown one at most once.

    stored: mark -> how many rows.
    """
    outcomes: dict[str, set[str]] = defaultdict(set)
    for request in requests:
        outcomes[request.mark].add(request.outcome)
    wrong = [f"stored {mark}, which nobody sent" for mark in stored if mark not in outcomes]
    for mark, heard in outcomes.items():
        rows = stored.get(mark, 0)
        if OK in heard and rows == 0:
            wrong.append(f"{mark} was acknowledged and is lost")
        if rows > 1:
            wrong.append(f"{mark} stands {rows} times")
        if rows and not heard & {OK, UNKNOWN}:
            wrong.append(f"{mark} was refused and is stored")
    return wrong


def chain(seqs: Sequence[int], broken_at: int | None, acknowledged: int) -> list[str]:
    """Concurrent entries: as many as were acknowledged, numbered from one without a gap, and the chain holds."""
    wrong = []
    if list(seqs) != list(range(1, len(seqs) + 1)):
        wrong.append("the sequence has a gap or a double")
    if len(seqs) != acknowledged:
        wrong.append(f"{len(seqs)} entries for {acknowledged} acknowledged acts")
    if broken_at is not None:
        wrong.append(f"the chain breaks at {broken_at}")
    return wrong


def last_votes(requests: Sequence[Request], stored: Mapping[int, str]) -> list[str]:
    """Each sender voted again and again: what stands is the last that was acknowledged, or an unknown one after it.

    stored: sender -> the mark of the vote that stands.
    """
    sent: dict[int, list[Request]] = defaultdict(list)
    for request in sorted(requests, key=lambda request: request.start):
        sent[request.who].append(request)
    wrong = []
    for who, own in sent.items():
        heard = [number for number, request in enumerate(own) if request.outcome == OK]
        since = own[heard[-1] :] if heard else own
        possible = {request.mark for request in since if request.outcome in (OK, UNKNOWN)}
        if who in stored and stored[who] not in possible:
            wrong.append(f"{stored[who]} stands; after the last acknowledgement it can be {sorted(possible)}")
        if who not in stored and heard:
            wrong.append(f"{own[heard[-1]].mark} was acknowledged and is lost")
    return wrong
