"""Other wordings of a report's paragraphs: which may be asked for, which wait to be decided, which stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.attribution import STRICT, Audience, Rule, shown_as
from consult.models import Consultation, Participant
from consult.queries import people
from sessions_app.queries.session import terms_of_ballot
from synthesis.models.rephrasing import Rephrasing, RephrasingState
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Style
from synthesis.queries.printed import in_order, numbers
from synthesis.queries.report import sections_of
from synthesis.rules.assistant import Endpoint, endpoint
from synthesis.rules.lexicon import lexicon
from synthesis.rules.rephrasing import KINDS, Fault

_TEXTS = {Style.PARAGRAPH, Style.PLAIN, Style.LIST_ITEM}


@dataclass(frozen=True, slots=True)
class Wording:
    """A paragraph that the assistant may word otherwise, or why it may not be sent; and the last that was asked for.

    reasons: why sentences stay as they were drafted, each once.
    """

    paragraph: Paragraph
    number: int | None
    refusal: str
    last: Rephrasing | None
    reasons: tuple[str, ...] = ()
    mark: str = ""

    @property
    def is_current(self) -> bool:
        """Whether the proposal is one for what stands now."""
        return self.last is not None and self.last.revision == self.paragraph.revision


def refusal(report: Report) -> str:
    """Why nothing of ``report`` is sent to an assistant, "" where something may be."""
    found = endpoint()
    if found is None:
        return _("This house has no drafting assistant.")
    if lexicon(report.language) is None:
        return _(
            "The assistant is not used in this language: it is written without capitals, so that code cannot see "
            "whether a name was added."
        )
    return _closed(found, [report.consultation.attribution_rule])


def refusal_of(paragraph: Paragraph) -> str:
    """Why this paragraph is not sent, "" where it may be: its sources' rules decide as well as the consultation's."""
    found = endpoint()
    return refusal(paragraph.section.report) or (
        _closed(found, _rules([paragraph.pk])[paragraph.pk]) if found is not None else ""
    )


def _closed(found: Endpoint, rules: Iterable[str]) -> str:
    if found.is_local or not STRICT & set(map(Rule, rules)):
        return ""
    return _(
        "Under the Chatham House Rule and the anonymous rule nothing leaves the house: the assistant would have to be "
        "the host’s own."
    )


def _rules(paragraph_ids: Sequence[int]) -> dict[int, set[str]]:
    """Of each paragraph, the rules under which its sources were given, and those in force where they stand."""
    found: dict[int, set[str]] = {pk: set() for pk in paragraph_ids}
    above = "question__session__consultation"
    # Of what was taken off too: the sentence that was drafted from it still stands.
    rows = Evidence.everything.filter(paragraph__in=paragraph_ids).select_related(
        f"contribution__{above}",
        "ballot__consultation",
        f"ballot__contribution__{above}",
        f"ballot__version__recommendation__{above}",
        "ballot__choosing__session__consultation",
    )
    for one in rows:
        if one.contribution:
            found[one.paragraph_id] |= {one.contribution.rule, one.contribution.question.terms.rule}
        if one.ballot:
            found[one.paragraph_id].add(terms_of_ballot(one.ballot).rule)
    return found


def may_hold(paragraph: Paragraph) -> bool:
    """Whether a paragraph is of a kind that holds sentences the assistant may word otherwise."""
    return (
        paragraph.grounding == Grounding.GROUNDED
        and paragraph.removed_at is None
        and paragraph.style in _TEXTS
        and any(finding.get("kind") in KINDS for finding in paragraph.findings)
    )


def wordings(report: Report) -> list[Wording]:
    """The paragraphs of ``report`` that may hold such sentences, in their order."""
    last = {row.paragraph_id: row for row in _rows(report)}
    rows = in_order(sections_of(report))
    number = numbers(report, rows)
    holding = [paragraph for paragraph in rows if may_hold(paragraph)]
    said, refusals = marks(report), _refusals(report, [paragraph.pk for paragraph in holding])
    return [
        Wording(
            paragraph=paragraph,
            number=number[paragraph.pk].own,
            refusal=refusals[paragraph.pk],
            last=last.get(paragraph.pk),
            reasons=_reasons(last.get(paragraph.pk)),
            mark=said.get(paragraph.pk, ""),
        )
        for paragraph in holding
    ]


def _refusals(report: Report, paragraph_ids: list[int]) -> dict[int, str]:
    found, whole = endpoint(), refusal(report)
    if found is None or found.is_local or whole:
        return dict.fromkeys(paragraph_ids, whole)
    return {pk: _closed(found, rules) for pk, rules in _rules(paragraph_ids).items()}


def _reasons(row: Rephrasing | None) -> tuple[str, ...]:
    """Why sentences stay as they were drafted, each reason once."""
    codes = dict.fromkeys(row.faults if row else ())
    return tuple(str(Fault(code).label) for code in codes if code in Fault.values)


def _rows(report: Report) -> list[Rephrasing]:
    rows = Rephrasing.objects.filter(paragraph__section__report=report)
    return list(rows.select_related("paragraph", "decided_by__group", "decided_by__delegation"))


def running(report: Report) -> int:
    """How many wait for the assistant."""
    return Rephrasing.objects.filter(paragraph__section__report=report, state=RephrasingState.RUNNING).count()


def standing(report: Report) -> list[Rephrasing]:
    """Those that were accepted and not taken back since: the paragraph stands, and not as it was drafted."""
    return [
        row
        for row in _rows(report)
        if row.state == RephrasingState.TAKEN
        and row.paragraph.removed_at is None
        and row.paragraph.text != row.paragraph.generated
    ]


def marks(report: Report) -> dict[int, str]:
    """Paragraph -> what is said of its wording at the desk, where an assistant had a part in it."""
    found = {}
    for row in standing(report):
        who = _named(report.consultation, row.decided_by)
        words = _("rephrased by an assistant, checked by {who}").format(who=who)
        if row.text != row.paragraph.text:
            words = _("{words}, edited since").format(words=words)
        found[row.paragraph_id] = words
    return found


def _named(consultation: Consultation, participant: Participant | None) -> str:
    if participant is None:
        return _("the secretariat")
    terms = consultation.terms
    person = people.person(
        consultation,
        participant=participant,
        group=None,
        delegation=None,
        rule=terms.rule,
        inside=terms.inside,
    )
    shown = shown_as(person, Audience.INSIDE)
    return str(shown.label) if participant.name and participant.name in str(shown.label) else _("the rapporteur")


def note(report: Report) -> str:
    """For the note on method: what the assistant had a part in; "" where it had none."""
    rows = standing(report)
    models = ", ".join(sorted({row.model for row in rows if row.model}))
    if not rows:
        return ""
    return ngettext(
        "The wording of {count} paragraph was proposed by a drafting assistant ({model}), which rephrased sentences "
        "that had been drafted from their sources. Numbers, words for how many, names and references were kept from it "
        "and put back by program; the rapporteur compared the proposal with the drafted text and accepted it.",
        "The wording of {count} paragraphs was proposed by a drafting assistant ({model}), which rephrased sentences "
        "that had been drafted from their sources. Numbers, words for how many, names and references were kept from it "
        "and put back by program; the rapporteur compared each proposal with the drafted text and accepted it.",
        len(rows),
    ).format(count=len(rows), model=models or "–")
