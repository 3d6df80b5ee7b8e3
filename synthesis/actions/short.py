"""The short form: key issues in one sentence each, within hard limits. What is least supported is left out first.

Nothing is cut within a sentence: a sentence is there whole, or not at all.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from sessions_app.states import ADOPTED, RecommendationState
from synthesis import wording
from synthesis.actions import frame, narrative, outcomes, questions, statements
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, grounded, slot, standing
from synthesis.core.findings import Finding
from synthesis.extract import Question, Text
from synthesis.models.report import Style
from synthesis.rules.lint.limits import SHORT_WORDS
from synthesis.wording import method

MOST_ISSUES, ISSUE_WORDS = 6, 40
VIEWS_WORDS = 120
MOST_WAYS, WAY_WORDS = 4, 45


def issues(matter: Matter) -> list[DraftSection]:
    """At most six key issues of a sentence each: the best supported of each question, then the next of each."""
    each = [list(_issues_of(question, matter)) for question in matter.corpus.questions]
    found: list[DraftParagraph] = []
    for finding in (one for row in zip_longest(*each) for one in row if one is not None):
        if len(found) < MOST_ISSUES and _words(wording.sentence(finding)) <= ISSUE_WORDS:
            found.append(grounded(f"key:c{finding.contributions[0]}", [finding], style=Style.LIST_ITEM))
    return [DraftSection("issues", _("Key issues raised"), 1, found)] if found else []


def _issues_of(question: Question, matter: Matter) -> Iterator[Finding]:
    rows = questions.told_on(question, matter)
    yield from narrative.key_findings(question, rows, matter.names, matter.telling)
    voted = rows[rows["id"].isin(list(matter.corpus.positions)) & (rows["sentence"] == "")]
    if not voted.empty:
        yield from statements.key_findings(question, voted, matter.corpus.positions, matter.telling)


def views(matter: Matter) -> list[DraftSection]:
    """Where views met, then where they differed, beside the key issues, in at most 120 words: these first have room."""
    used = _used(matter)
    found: dict[str, list[DraftParagraph]] = {".converging": [], ".diverging": []}
    room = VIEWS_WORDS
    plain = Matter(matter.consultation, matter.corpus, matter.names, matter.telling)
    made = questions.on_each(plain)
    for end in (".diverging", ".converging"):
        for paragraph in (p for section in made if section.key.endswith(end) for p in section.paragraphs):
            if used & {id_ for f in paragraph.findings for id_ in f.contributions}:
                continue  # a concern stands beside what answers it, or not at all
            findings = [f for f in paragraph.findings if f.kind not in ("slot", "note")]
            size = sum(_words(wording.sentence(f)) for f in findings)
            if findings and size <= room:
                found[end].append(grounded(f"views:{paragraph.key}", findings, style=Style.PLAIN))
                room -= size
    both = [paragraph for paragraphs in found.values() for paragraph in paragraphs]
    return [DraftSection("views", _("Where views met and differed"), 1, both)] if both else []


def _used(matter: Matter) -> set[int]:
    return {id_ for s in matter.made for p in s.paragraphs for f in p.findings for id_ in f.contributions}


def ways(matter: Matter) -> list[DraftSection]:
    """At most four texts, the first on each question before its others: adopted, else put forward, else candidates."""
    texts = matter.corpus.texts
    adopted = [text for text in texts if text.state in ADOPTED]
    forward = [text for text in texts if text.state == RecommendationState.PUT_FORWARD]
    candidates = [text for text in texts if text.state == RecommendationState.CANDIDATE]
    each: dict[int | None, list[Text]] = {}
    for text in adopted or forward or candidates:
        each.setdefault(text.question, []).append(text)
    in_turn = [text for row in zip_longest(*each.values()) for text in row if text is not None]
    items = [outcomes.item(text) for text in in_turn]
    found = [item for item in items if _words(item.text) <= WAY_WORDS][:MOST_WAYS]
    return [DraftSection("ways", _("Ways forward suggested"), 1, found)] if found else []


def participation(matter: Matter) -> list[DraftSection]:
    """One sentence on who took part, and one on what it was."""
    section = DraftSection("participation", _("Participation"))
    section.paragraphs.append(grounded("participation", frame.participation(matter), style=Style.PLAIN))
    return [section]


def ending(matter: Matter) -> list[DraftSection]:
    """What follows, to be written; whose text it is; and the limit: the last issues go where the whole is too long."""
    place = slot("slot:next", _("what follows, in at most 60 words"), style=Style.PLAIN)
    place_of = DraftSection("next", _("Next steps"), 1, [place])
    note = standing(
        "method:0",
        method.short(positions=bool(matter.reported)) if matter.counts else method.uncounted(),
        Style.PLAIN,
    )
    sections = [place_of, DraftSection("annex.method", _("Note on method"), 1, [note])]
    listed = next((section for section in matter.made if section.key == "issues"), None)
    while listed and len(listed.paragraphs) > 1 and _size([*matter.made, *sections]) > SHORT_WORDS:
        listed.paragraphs.pop()
    return sections


def _size(sections: Iterable[DraftSection]) -> int:
    return sum(_words(section.heading) + sum(_words(p.text) for p in section.paragraphs) for section in sections)


def _words(text: str) -> int:
    return len(text.split())
