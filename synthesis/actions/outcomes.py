"""Results on texts with objections stated, and the texts themselves by addressee with their outcome."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from consult.models import Consultation
from sessions_app.rules import quantifiers
from sessions_app.rules.suppression import Published
from sessions_app.states import ADOPTED, Choice, Method, RecommendationState
from synthesis.actions import decisions, statements
from synthesis.actions.decisions import changed_since
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, grounded
from synthesis.core.findings import Finding
from synthesis.extract import Text
from synthesis.models.report import Style
from synthesis.queries.people import Dissent, objections, unit_of
from synthesis.queries.shares import position_of
from synthesis.rules.addressees import addressed
from synthesis.wording import group, listed, numbered

CHOICES = (Choice.SUPPORT, Choice.LIVE_WITH, Choice.OBJECT, Choice.ABSTAIN, Choice.AWAITING)
HIDDEN = "–"


def taken(matter: Matter) -> list[DraftSection]:
    """Positions taken and what was decided, in one section; nothing where it is for discussion only."""
    if matter.consultation.discussion_only:
        return []
    section = results(matter.consultation, matter.corpus.texts)
    for text in matter.corpus.texts:
        section.paragraphs += decisions.on_text(text, matter)
    return [section] if section.paragraphs else []


def checks(matter: Matter) -> list[DraftSection]:
    """The checks alone: what was decided stands in a section of its own."""
    section = results(matter.consultation, matter.corpus.texts)
    return [section] if section.paragraphs and not matter.consultation.discussion_only else []


def suggested(matter: Matter) -> list[DraftSection]:
    """Texts by addressee with their outcome; without any, a place for priorities where statements were supported."""
    texts, slots = matter.corpus.texts, []
    if not texts:
        for question in matter.corpus.questions:
            slots += statements.priorities(question, matter.reported)
    return priorities(texts, slots[:1])


def results(consultation: Consultation, texts: Sequence[Text]) -> DraftSection:
    """A table of all closed checks, then what each showed, with those who did not support it."""
    section = DraftSection("results", _("Positions taken on the candidate recommendations"))
    asked = [text for text in texts if text.ballot is not None]
    counted = [text for text in asked if text.result is not None]
    if counted:
        section.paragraphs.append(_table(counted))
    for text in asked:
        assert text.ballot is not None
        dissent = objections(consultation, text.ballot, text.rule, Method.TEMPERATURE)
        told = [*_result(text, dissent), *changed_since(text, text.ballot, text.older)]
        section.paragraphs.append(grounded(f"result:r{text.id}", told))
    unasked = [text for text in texts if text.ballot is None]
    if asked and unasked:
        finding = Finding(
            "unasked",
            words={"numbers": [text.number for text in unasked]},
            recommendations=tuple(text.id for text in unasked),
        )
        section.paragraphs.append(grounded("unasked", [finding]))
    return section


def _table(texts: Sequence[Text]) -> DraftParagraph:
    heading = [_("Text"), *(str(choice.label) for choice in CHOICES), _("Base")]
    rows, findings = [heading], []
    for text in texts:
        assert text.result is not None
        total = text.result.total
        cells = [total.counts.get(choice) for choice in CHOICES]
        rows.append(
            [
                numbered({"number": text.number, "version": _version(text)}),
                *(HIDDEN if n is None else str(n) for n in (*cells, total.base)),
            ]
        )
        findings.append(_counts("row", text, text.result, {}))
    return DraftParagraph(
        key="results", findings=tuple(findings), style=Style.TABLE, rows=rows, text=_("Positions taken, by text")
    )


def _counts(kind: str, text: Text, result: Published, words: dict[str, object]) -> Finding:
    numbers = {choice: count for choice, count in result.total.counts.items() if count is not None}
    if result.total.base is not None:
        numbers["base"] = result.total.base
    return Finding(
        kind,
        numbers=numbers,
        words={"number": text.number, "version": _version(text), **words},
        ballots=(text.ballot,) if text.ballot else (),
        recommendations=(text.id,),
        method="closed temperature check",
    )


def _result(text: Text, dissent: Sequence[Dissent]) -> list[Finding]:
    result = text.result
    position = position_of(result.total) if result else None
    assert text.ballot is not None
    unit = unit_of(text.ballot)
    if result is None or position is None or result.total.base is None:
        words = {"number": text.number, "version": _version(text), "counted": False, "objected": bool(dissent)}
        return [Finding("result", words=words, ballots=_one(text.ballot), recommendations=(text.id,))]
    groups = [p for p in map(position_of, result.groups) if p is not None and p.base]
    wide = quantifiers.wide_support(position.favour, position.base, [p.against / p.base for p in groups])
    found = [_counts("result", text, result, {"counted": True, "objected": bool(dissent), "wide": wide, "unit": unit})]
    if result.total.counts.get(Choice.AWAITING):
        found.append(_counts("awaiting", text, result, {}))
    if dissent:
        named = [one.who for one in dissent if one.who]
        words = {"who": named if len(named) == len(dissent) else [], "unit": unit}
        numbers = {"objections": len(dissent), "base": position.base}
        found.append(Finding("objected", numbers, words, ballots=_one(text.ballot), recommendations=(text.id,)))
    return found + _reasons(text, dissent)


def _version(text: Text) -> int:
    """The version that was counted, where it is not the latest; else 0."""
    return text.older[0] if text.older else 0


def _reasons(text: Text, dissent: Sequence[Dissent]) -> list[Finding]:
    """Each reason once, with all who gave it in these words."""
    by_reason: dict[str, list[str]] = {}
    for one in dissent:
        if one.reason:
            by_reason.setdefault(one.reason, []).append(one.who)
    return [
        Finding(
            "reason",
            words={
                "who": listed(sorted(set(who) - {""})),
                "of_all": len(who) == len(dissent) > 1,
                "reason": reason if reason[-1] in ".!?…" else reason + ".",
            },
            ballots=_one(text.ballot),
            recommendations=(text.id,),
        )
        for reason, who in by_reason.items()
    ]


def _one(ballot: int | None) -> tuple[int, ...]:
    return (ballot,) if ballot else ()


def priorities(texts: Sequence[Text], slots: Sequence[DraftParagraph] = ()) -> list[DraftSection]:
    """Texts adopted, texts put forward, or the candidates where there are none, by addressee with their outcome."""
    adopted = [text for text in texts if text.state in ADOPTED]
    forward = [text for text in texts if text.state == RecommendationState.PUT_FORWARD]
    sections = _listed("adopted", "adopted", _("Recommendations adopted"), adopted) if adopted else []
    if forward:
        sections += _listed("priorities", "put forward", _("Recommendations put forward"), forward)
    elif not adopted:
        title = _("Priorities suggested")
        if texts:
            return _listed("priorities", "candidates", title, list(texts))
        return [DraftSection("priorities", title, paragraphs=list(slots))] if slots else []
    return sections


def _listed(key: str, kind: str, title: str, listed: Sequence[Text]) -> list[DraftSection]:
    parent = DraftSection(key, title)
    finding = Finding(
        "texts", numbers={"texts": len(listed)}, words={"kind": kind}, recommendations=tuple(text.id for text in listed)
    )
    parent.paragraphs.append(grounded(key, [finding]))
    groups = by_addressee(listed)
    if len(groups) == 1:
        parent.paragraphs += [item(text) for text in listed]
        return [parent]
    sections = [parent]
    for number, (addressee, members) in enumerate(groups.items()):
        heading = _("Addressed to {addressee}").format(addressee=addressee) if addressee else _("Without an addressee")
        sections.append(DraftSection(f"{key}.{number}", heading, 2, [item(text) for text in members]))
    return sections


def by_addressee(texts: Sequence[Text]) -> dict[str, list[Text]]:
    """Texts by whom they address, as it was given, else as the text begins; those to nobody last, under "".

    Names are as they stand within a sentence.
    """
    groups: dict[str, list[Text]] = {}
    for text in texts:
        addressee = listed([group(name) for name in addressed(text.text, text.addressees)])
        groups.setdefault(addressee, []).append(text)
    return dict(sorted(groups.items(), key=lambda pair: (not pair[0], pair[0])))


def item(text: Text, style: str = Style.LIST_ITEM) -> DraftParagraph:
    """A recommendation in its own words, with its number and what became of it."""
    outcome = {
        RecommendationState.PUT_FORWARD.value: _("put forward"),
        RecommendationState.CANDIDATE.value: _("discussed as a candidate"),
        RecommendationState.ADOPTED.value: _("adopted by vote"),
        RecommendationState.WITHOUT_VOTE.value: _("adopted without a vote"),
        RecommendationState.RESERVED.value: _("adopted with reservations"),
        RecommendationState.NOT_ADOPTED.value: _("not adopted"),
    }[text.state]
    words = _("{text} (Text {number}, {outcome})").format(text=text.text.rstrip(), number=text.number, outcome=outcome)
    finding = Finding("item", words={"number": text.number}, recommendations=(text.id,))
    return DraftParagraph(key=f"item:r{text.id}", text=words, findings=(finding,), style=style)
