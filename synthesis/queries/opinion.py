"""Opinion groups of an analysis, ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.models import Consultation, Participant, StakeholderGroup, User
from sessions_app.models import Ballot, GuidingQuestion
from synthesis.models.analysis import Analysis
from synthesis.queries.analysis import Scope
from synthesis.queries.shares import Share, share

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a ballot was about. number: of a text, "" for a statement; contribution: where a statement stands."""

    words: str
    number: str = ""
    session: int | None = None
    contribution: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement that sets a group apart. share: None where its numbers may not be shown."""

    subject: Subject
    agrees: bool
    share: Share | None


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """A group, its letter and how many people: to the nearest five where ``is_about``."""

    letter: str
    size: int
    is_about: bool
    region: tuple[int, int, int, int]  # middle and reach, each across and down, from 0 to 100
    telling: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A person on the map. mark: of their stakeholder group."""

    x: float
    y: float
    mark: int | None


@dataclass(frozen=True, slots=True)
class Bloc:
    """How the people of a stakeholder group are spread: one number an opinion group, the last for no clear group."""

    label: str
    mark: int | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """groups: empty, and then ``why`` says why there are none. enough: how many answered enough to shape them."""

    people: int
    enough: int
    groups: tuple[OpinionGroup, ...]
    why: str
    unclear: str
    points: tuple[Point, ...]
    blocs: tuple[Bloc, ...]
    cramers_v: float | None


def subjects(ballots: Iterable[int], scope: Scope) -> dict[int, Subject]:
    """Ballot -> what it was about, for those that may still be read."""
    wanted = [ballot for ballot in set(ballots) if ballot in scope.by_ballot]
    rows = Ballot.objects.filter(pk__in=wanted).select_related(
        "version__recommendation", "contribution__question__session"
    )
    found = {}
    for row in rows:
        if row.version:
            found[row.pk] = Subject(row.version.text, number=row.version.recommendation.number)
        elif row.contribution:
            session = row.contribution.question.session_id
            found[row.pk] = Subject(row.contribution.text, session=session, contribution=row.contribution_id)
    return found


def analysed(analysis: Analysis, consultation: Consultation) -> list[GuidingQuestion]:
    """The guiding questions that were analysed by themselves too, in their order."""
    rows = GuidingQuestion.objects.filter(
        session__consultation=consultation, pk__in=list(analysis.results.get("by_question", {}))
    )
    return list(rows.select_related("session__consultation").order_by("session__position", "session", "number", "id"))


def opinion_map(
    analysis: Analysis, scope: Scope, consultation: Consultation, question: GuidingQuestion | None = None
) -> OpinionMap:
    """The analysis' opinion groups, or those among the answers to one guiding question."""
    told = analysis.results["by_question"][str(question.pk)] if question else analysis.results["opinion"]
    about = subjects((one["ballot"] for one in told.get("telling", ())), scope)
    groups = {group.pk: group for group in consultation.groups.all()}
    listed = [groups.get(pk) for pk in told.get("stakeholders", ())]
    return OpinionMap(
        people=told["people"],
        enough=told["enough"],
        groups=tuple(_group(number, told, about) for number in range(told["groups"])),
        why=_why(told, told.get("questions", len(analysis.ballots))),
        unclear=_unclear(told),
        points=tuple(Point(x, y, _mark(listed, at)) for x, y, at in told.get("points", ())),
        blocs=tuple(
            Bloc(group.name if group else _("No group"), group.mark if group else None, tuple(row))
            for group, row in zip(listed, told.get("blocs", ()), strict=True)
        ),
        cramers_v=told.get("cramers_v"),
    )


def _mark(listed: list[StakeholderGroup | None], at: int) -> int | None:
    group = listed[at] if at < len(listed) else None
    return group.mark if group else None


def _group(number: int, told: dict[str, Any], about: dict[int, Subject]) -> OpinionGroup:
    telling = tuple(
        Telling(
            about[one["ballot"]],
            one["side"] == "agree",
            share(one["n"], one["base"]) if one["n"] is not None else None,
        )
        for one in told["telling"]
        if one["group"] == number and one["ballot"] in about
    )
    middle_x, middle_y, reach_x, reach_y = told["regions"][number]
    is_about = bool(told["smallest"])
    return OpinionGroup(
        LETTERS[number], told["sizes"][number], is_about, (middle_x, middle_y, reach_x, reach_y), telling
    )


def _why(told: dict[str, Any], questions: int) -> str:
    """Why there are no opinion groups, with the threshold that was not reached."""
    gates = told["gates"]
    return {
        "": "",
        "few-questions": _(
            "No opinion groups, because positions were taken on {n} questions only; telling groups apart takes {least}."
        ).format(n=questions, least=gates["votes"]),
        "few-people": _(
            "No opinion groups, because {n} people answered at least {votes} questions; it takes {least} of them."
        ).format(n=told["enough"], votes=gates["votes"], least=gates["people"]),
        "no-gain": _(
            "No opinion groups, because dividing people into groups does not foretell answers that were held back at "
            "least {gain} % better than taking all of them together."
        ).format(gain=round(100 * gates["gain"])),
        "not-stable": _(
            "No opinion groups, because groups found again among people drawn at random are not the same ones "
            "(agreement under {agreement})."
        ).format(agreement=gates["agreement"]),
        "small-group": _(
            "No opinion groups are shown, because one of them would have had fewer than {k} people."
        ).format(k=told["smallest"]),
    }[told["reason"]]


def _unclear(told: dict[str, Any]) -> str:
    """The share of those in no clear group, where there are groups."""
    if not told["groups"]:
        return ""
    if told["unclear"] is None:
        return _("About {percent} % are in no clear group.").format(percent=told["unclear_share"])
    count = ngettext("{n} person is in no clear group", "{n} people are in no clear group", told["unclear"])
    return _("{people} ({percent} %).").format(people=count.format(n=told["unclear"]), percent=told["unclear_share"])


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one text or statement as they are printed on the page of the method."""

    subject: Subject
    least: str
    least_mark: int | None
    label: str
    number: dict[str, float | None]


def figures(rows: Iterable[dict[str, Any]], scope: Scope, consultation: Consultation) -> list[Figures]:
    """``rows`` of an analysis' figures with what they are about; those that may not be read any more are left out."""
    rows = list(rows)
    about = subjects((row["ballot"] for row in rows), scope)
    groups = {group.pk: group for group in consultation.groups.all()}
    found = []
    for row in rows:
        if row["ballot"] in about:
            least = groups.get(row["least"])
            found.append(
                Figures(
                    subject=about[row["ballot"]],
                    least=least.name if least else "",
                    least_mark=least.mark if least else None,
                    label=label_words(row["label"]),
                    number={key: value for key, value in row.items() if isinstance(value, int | float)},
                )
            )
    return found


def label_words(label: str) -> str:
    """What a label of ``core.measures`` is called on a page."""
    return {
        "none": "",
        "consensus": _("consensus of groups in favour"),
        "consensus-against": _("consensus of groups against"),
        "bridging": _("bridging"),
        "divisive": _("divisive"),
        "not-enough-data": _("not enough data"),
    }[label]


def groups_of(user: User) -> list[dict[str, str | None]]:
    """The opinion groups that somebody, or their delegation, was found in: kept where positions are on the record."""
    found: list[dict[str, str | None]] = []
    analyses = {row.consultation_id: row for row in Analysis.objects.filter(consultation__participants__user=user)}
    rows = Participant.objects.filter(user=user, consultation__in=analyses).select_related("consultation")
    for row in rows.order_by("pk"):
        kept = analyses[row.consultation_id].labels
        number = kept.get(f"d{row.delegation_id}") if row.delegation_id else kept.get(f"p{row.pk}")
        if number is not None:
            found.append(
                {"consultation": row.consultation.title, "opinion_group": LETTERS[number] if number >= 0 else None}
            )
    return found
