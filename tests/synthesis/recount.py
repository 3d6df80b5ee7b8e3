"""Every number of a finding again, from the evidence that it names and the database alone."""

from collections import Counter

from django.db.models import Count

from consult.models import Consultation, Delegation, Elector, Participant
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Paper, Recommendation, RollLine, Vote
from sessions_app.states import Choice, ContributionState
from synthesis.core.findings import Finding
from synthesis.rules.voices import voice

SAME = {"favour": ("agree",), "against": ("disagree",), "neither": ("pass",)}
CHECK = (Choice.SUPPORT, Choice.LIVE_WITH, Choice.OBJECT, Choice.ABSTAIN)


def numbers(finding: Finding, consultation: Consultation) -> dict[str, int]:
    """What ``finding.numbers`` must be. Raises KeyError for a kind whose numbers nobody can make again."""
    if not finding.numbers:
        return {}
    if "favour" in finding.numbers:
        return _positions(finding)
    if finding.kind in {"row", "result", "awaiting"} and finding.ballots:
        return _check(finding)
    return _COUNTED[finding.kind](finding, consultation)


def votes(ballots: tuple[int, ...]) -> Counter[str]:
    rows = Vote.objects.filter(ballot__in=ballots).values_list("choice").annotate(n=Count("id")).order_by()
    return Counter(dict(rows))


def _positions(finding: Finding) -> dict[str, int]:
    stored = votes(finding.ballots)
    found = {name: sum(stored[choice] for choice in choices) for name, choices in SAME.items()}
    return {**found, "base": sum(found.values())}


def _check(finding: Finding) -> dict[str, int]:
    stored = votes(finding.ballots)
    found = {str(choice): stored[choice] for choice in (*CHECK, Choice.AWAITING)}
    found["base"] = sum(stored[choice] for choice in CHECK)
    return {name: n for name, n in found.items() if name in finding.numbers}  # the others are hidden


def _speakers(rows: object) -> set[str]:
    found = rows.values_list(  # type: ignore[attr-defined]
        "id", "submission", "delegation", "author", "speaker", "group", "question__session"
    )
    return {voice(*row[:4], speaker=row[4], group=row[5], session=row[6]) for row in found}


def _said(finding: Finding, consultation: Consultation) -> dict[str, int]:
    of_it = Contribution.objects.filter(pk__in=finding.contributions)
    (question,) = set(of_it.values_list("question", flat=True))
    all_of_it = Contribution.objects.filter(question=question, state=ContributionState.SHOWN)
    return {"speakers": len(_speakers(of_it)), "addressed": len(_speakers(all_of_it))}


def speakers(finding: Finding) -> set[str]:
    return _speakers(Contribution.objects.filter(pk__in=finding.contributions))


def converges(finding: Finding) -> bool:
    """Whether enough said it, of enough groups, and nobody opposed it: the rule of the note on method, made again."""
    of_it = Contribution.objects.filter(pk__in=finding.contributions)
    questions = of_it.values("question")
    all_of_it = Contribution.objects.filter(question__in=questions, state=ContributionState.SHOWN)
    mine, everybody = len(_speakers(of_it)), len(_speakers(all_of_it))
    groups = [set(rows.exclude(group=None).values_list("group", flat=True)) for rows in (of_it, all_of_it)]
    is_opposed = Contribution.objects.filter(parent__in=of_it, type="challenge", state="shown")
    return mine >= 3 and 5 * mine >= everybody and len(groups[0]) >= min(2, len(groups[1])) and not is_opposed.exists()


def _people(finding: Finding, consultation: Consultation) -> dict[str, int]:
    members = Participant.objects.filter(consultation=consultation, removed_at=None, role_rows__role="participant")
    if finding.words.get("unit") == "delegation":
        assert not members.filter(delegation=None).exists()
        members = Delegation.objects.filter(members__in=members)
    sizes = Counter(
        dict(members.distinct().values_list("group__name").annotate(n=Count("pk", distinct=True)).order_by())
    )
    found = {f"group-{n}": sizes[name] for n, name in enumerate(finding.words["groups"])}
    found = {key: size for key, size in found.items() if key in finding.numbers}
    return found | ({"people": members.distinct().count()} if "people" in finding.numbers else {})


def _contributed(finding: Finding, consultation: Consultation) -> dict[str, int]:
    rows = Contribution.objects.filter(pk__in=finding.contributions)
    shown = Contribution.objects.filter(question__session__consultation=consultation, state=ContributionState.SHOWN)
    assert rows.count() == shown.count()
    found = {"contributions": shown.count(), "speakers": len(_speakers(shown))}
    return {name: number for name, number in found.items() if name in finding.numbers}


def _questions(finding: Finding, consultation: Consultation) -> dict[str, int]:
    return {"questions": GuidingQuestion.objects.filter(session__consultation=consultation).count()}


def _moderated(finding: Finding, consultation: Consultation) -> dict[str, int]:
    states = (ContributionState.HELD, ContributionState.HIDDEN)
    kept = Contribution.objects.filter(question__session__consultation=consultation, state__in=states)
    return {"contributions": kept.count()}


def _overview(finding: Finding, consultation: Consultation) -> dict[str, int]:
    cast = Vote.objects.filter(ballot__in=finding.ballots)
    return {
        "statements": Ballot.objects.filter(pk__in=finding.ballots).values("contribution").distinct().count(),
        "voters": cast.values("elector").distinct().count(),
        "votes": cast.count(),
    }


def _themes(finding: Finding, consultation: Consultation) -> dict[str, int]:
    """Which theme a statement is in is a proposal; together they are the statements named."""
    assert sum(finding.numbers.values()) == len(set(finding.contributions))
    return dict(finding.numbers)


def _objected(finding: Finding, consultation: Consultation) -> dict[str, int]:
    stored = votes(finding.ballots)
    return {"objections": stored[Choice.OBJECT], "base": sum(stored[choice] for choice in CHECK)}


def _decided(finding: Finding, consultation: Consultation) -> dict[str, int]:
    """By weight where there is a roll, of one constituency where the finding names one."""
    roll = RollLine.objects.filter(ballot__in=finding.ballots)
    if "group" in finding.words:
        roll = roll.filter(group__name=finding.words["group"])
    weights = dict(roll.values_list("elector", "weight"))
    cast = Vote.objects.filter(ballot__in=finding.ballots).values_list("elector", "choice")
    return {side: sum(weights.get(of, 0) for of, choice in cast if choice == side) for side in ("yes", "no", "abstain")}


def _confirmed(finding: Finding, consultation: Consultation) -> dict[str, int]:
    last = Recommendation.objects.get(pk__in=finding.recommendations).versions.order_by("-version")[0]
    return {"confirmed": last.confirmations.count(), "positions": sum(votes(finding.ballots).values())}


def _guests(finding: Finding, consultation: Consultation) -> dict[str, int]:
    listed = Elector.objects.filter(electorate__ballots__in=finding.ballots)
    return {"guests": listed.filter(is_guest=True).count(), "entitled": listed.count()}


def _collected(finding: Finding, consultation: Consultation) -> dict[str, int]:
    papers = Paper.objects.filter(consultation=consultation, state="published")
    return {"papers": papers.count(), "themes": papers.exclude(theme="").values("theme").distinct().count()}


_COUNTED = {
    "said": _said,
    "people": _people,
    "row": _people,
    "contributed": _contributed,
    "asked": _questions,
    "sought": _questions,
    "tells": _questions,
    "items": _questions,
    "moderated": _moderated,
    "overview": _overview,
    "themes": _themes,
    "thin": lambda finding, _of: {"statements": len(set(finding.contributions))},
    "texts": lambda finding, _of: {"texts": Recommendation.objects.filter(pk__in=finding.recommendations).count()},
    "objected": _objected,
    "decided": _decided,
    "constituency": _decided,
    "confirmed": _confirmed,
    "guests": _guests,
    "side": lambda finding, _of: {"bodies": votes(finding.ballots)[finding.words["choice"]]},
    "collected": _collected,
}
