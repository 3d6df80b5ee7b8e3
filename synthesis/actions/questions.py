"""What was said on each guiding question: the heart of most reports."""

from collections.abc import Sequence

import pandas as pd
from django.utils.translation import gettext as _

from sessions_app.models import Vote
from sessions_app.states import ADOPTED, RecommendationState
from synthesis import wording
from synthesis.actions import narrative, statements
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, flat, grounded, slot, with_headings, within
from synthesis.core.findings import Finding
from synthesis.extract import Question, Text
from synthesis.models.report import Grounding, Style
from synthesis.queries.people import present_groups
from synthesis.rules.titles import as_title

MOST_NOTED = 12  # names in a footnote


def on_each(matter: Matter) -> list[DraftSection]:
    """A section for each question, in its parts."""
    alone = len(matter.corpus.questions) == 1
    return [section for question in matter.corpus.questions for section in on(question, matter, alone=alone)]


def in_one(matter: Matter) -> list[DraftSection]:
    """The discussion as one section, each question under a heading of its own."""
    return [DraftSection("discussion", _("Discussion")), *within(on_each(matter), "discussion", 1)]


def by_theme(matter: Matter) -> list[DraftSection]:
    """A theme for each question: an imperative title where a text gives one, a lead to write, what was said, texts."""
    found = []
    quotes = [_pull(place, text) for place, text in enumerate(matter.consultation.quotes)]
    for question in matter.corpus.questions:
        section, *_parts = on(question, matter, alone=False)
        ids = [id_ for paragraph in section.paragraphs for f in paragraph.findings for id_ in f.contributions]
        to_write = [paragraph for paragraph in section.paragraphs if paragraph.grounding == Grounding.SLOT]
        section.paragraphs = [paragraph for paragraph in section.paragraphs if paragraph not in to_write]
        texts = [text for text in matter.corpus.texts if text.question == question.id]
        given = imperative(texts)
        title = given or question.title or wording.shortened(question.text)
        section.heading = _("Theme {number}: {title}").format(number=question.number, title=title)
        if ids:
            words = _("the lead paragraph of this theme") if given else _("the title and lead paragraph of this theme")
            section.paragraphs.insert(0, slot(f"slot:lead:q{question.id}", words, ids, style=Style.PLAIN))
        section.paragraphs[2:2] = quotes[:1]
        del quotes[:1]
        section.paragraphs += emerging(question, texts) + to_write
        found.append(section)
    return found


def _pull(place: int, text: str) -> DraftParagraph:
    """A pull quote that the convenor chose: without a name."""
    finding = Finding("quote", facts=("consultation",), method="word for word")
    return DraftParagraph(f"quote:{place}", " ".join(str(text).split()), (finding,), style=Style.QUOTE)


def imperative(texts: Sequence[Text]) -> str:
    """The first text that was put forward or adopted, as an imperative: its addressee and "should" left out."""
    outcomes = (*ADOPTED, RecommendationState.PUT_FORWARD)
    titles = (as_title(text.text) for text in texts if text.state in outcomes)
    return next((wording.capital(title) for title in titles if title), "")


def emerging(question: Question, texts: Sequence[Text]) -> list[DraftParagraph]:
    """Texts as they emerged, the addressee first; those that are parts of another, with "could", under it."""
    adopted = [text for text in texts if text.state in ADOPTED]
    forward = [text for text in texts if text.state == RecommendationState.PUT_FORWARD]
    candidates = [text for text in texts if text.state == RecommendationState.CANDIDATE]
    kind, listed = next(
        (pair for pair in (("adopted", adopted), ("put forward", forward), ("candidates", candidates)) if pair[1]),
        ("", []),
    )
    if not listed:
        return []
    ids = tuple(text.id for text in listed)
    lead = Finding("emerging", words={"kind": kind}, recommendations=ids)
    found = [grounded(f"emerging:q{question.id}", [lead], style=Style.PLAIN)]
    for text in (one for one in listed if one.parent not in ids):
        found.append(_text(text, 0))
        found += [_text(part, 1) for part in listed if part.parent == text.id]
    return found


def _text(text: Text, level: int) -> DraftParagraph:
    finding = Finding("item", words={"number": text.number}, recommendations=(text.id,))
    words = text.text.rstrip()
    return DraftParagraph(f"item:r{text.id}", words, (finding,), style=Style.LIST_ITEM, level=level)


def on(question: Question, matter: Matter, *, alone: bool) -> list[DraftSection]:
    """The sections on one question."""
    rows = told_on(question, matter)
    telling = matter.telling
    title = question.title or wording.shortened(question.text)
    heading = title
    if not alone and telling.shape == "parts":
        heading = _("Question {number}: {title}").format(number=question.number, title=title)
    has_name = question.title and not question.title.endswith("?")
    parent = DraftSection(f"q{question.id}", heading if not alone or has_name else _("Views expressed"), telling.level)
    if rows.empty:
        finding = Finding("silent", words={"questions": [question.number]}, facts=("questions",))
        parent.paragraphs.append(grounded(f"silent:q{question.id}", [finding]))
        return [parent]
    voted = rows[rows["id"].isin(list(matter.corpus.positions)) & (rows["sentence"] == "")]
    told = rows[~rows["id"].isin(voted["id"])]
    parts: list[DraftSection] = []
    if not voted.empty:
        voters = _voters(voted["id"], matter)
        given = statements.Given(voted, matter.corpus.positions, voters, matter.names)
        opening, parts = statements.parts(question, given, telling)
        parent.paragraphs += opening
    if not told.empty:
        parts += narrative.parts(question, told, matter.names, rows, telling)
    parts += _gaps(question, rows, matter)
    to_write = narrative.to_write(question, told, matter.names)
    parts.append(DraftSection(f"q{question.id}.more", _("Further points"), 2, to_write))
    joined = _joined(parts)
    if telling.voice == "own":
        joined = noted(joined, matter)
    return flat(parent, joined) if telling.shape == "flat" else with_headings(parent, joined)


def noted(parts: Sequence[DraftSection], matter: Matter) -> list[DraftSection]:
    """``parts`` with a footnote behind each paragraph: whose contributions it rests on, where the rule names them."""
    who, found = matter.named, []
    for part in parts:
        paragraphs: list[DraftParagraph] = []
        for paragraph in part.paragraphs:
            paragraphs.append(paragraph)
            ids = [pk for finding in paragraph.findings for pk in finding.contributions]
            names = sorted({who[pk] for pk in ids if pk in who})
            tells = paragraph.grounding == Grounding.GROUNDED and not any(
                f.kind == "examples" for f in paragraph.findings
            )
            if names and tells and len(names) <= MOST_NOTED:
                note = Finding("note", words={"names": names}, contributions=tuple(pk for pk in ids if pk in who))
                paragraphs.append(grounded(f"note:{paragraph.key}", [note], style=Style.FOOTNOTE))
        found.append(DraftSection(part.key, part.heading, part.level, paragraphs))
    return found


def told_on(question: Question, matter: Matter) -> pd.DataFrame:
    """What was said on a question. A theme's name that holds a name which the rule keeps back is not printed."""
    rows = matter.corpus.contributions[matter.corpus.contributions["question"] == question.id]
    may_print = matter.names.may_print
    names = [name if may_print(name, rule) else "" for name, rule in zip(rows["theme"], rows["rule"], strict=True)]
    return rows.assign(theme=names)


def _gaps(question: Question, rows: pd.DataFrame, matter: Matter) -> list[DraftSection]:
    """Groups that took part and said nothing on this question, where groups may be told."""
    groups = present_groups(matter.consultation) if matter.counts and question.rule in _BY_GROUP else {}
    silent = [name for id_, name in groups.items() if id_ not in set(rows["group"])]
    if not silent or len(silent) == len(groups):
        return []
    finding = Finding("unheard", words={"groups": silent, "question": question.id}, facts=("groups",))
    paragraph = grounded(f"unheard:q{question.id}", [finding])
    return [DraftSection(f"q{question.id}.gaps", _("Not heard"), matter.telling.level + 1, [paragraph])]


_BY_GROUP = ("on-the-record", "by-delegation", "by-group")


def _joined(parts: list[DraftSection]) -> list[DraftSection]:
    """Parts with the same heading, from votes and from words, as one."""
    found: dict[str, DraftSection] = {}
    for part in parts:
        if part.key in found:
            found[part.key].paragraphs += part.paragraphs
        else:
            found[part.key] = part
    return list(found.values())


def _voters(ids: pd.Series, matter: Matter) -> int:
    ballots = [matter.corpus.positions[int(id_)][0] for id_ in ids]
    return Vote.objects.filter(ballot__in=ballots).values("elector").distinct().count()
