"""Reading themes for the rapporteur's desk: what stands, what it stands on, who did what, what to read next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from consult.queries.people import Here
from sessions_app.models import GuidingQuestion
from sessions_app.queries.discussion import ShownContribution
from sessions_app.queries.session import plenaries
from synthesis.models.theme import STANDING, RunState, Theme, ThemeAct, ThemeRun, ThemeState, ThemeVersion
from synthesis.queries.coding import NOWHERE, Coders, Stand, shown, stands, voices

EXAMPLES = 3
FEWEST = 24  # voices from which themes are proposed: the same number that the analysis asks for
LATELY = 8


@dataclass(frozen=True, slots=True)
class Item:
    """A contribution with where it stands: ready to print. by: who put it there; "" where it is only proposed.

    alike: others that say nearly the same. coded: ids of themes by coder, in words.
    """

    shown: ShownContribution
    stand: Stand
    by: str
    coded: list[tuple[str, str]] = field(default_factory=list)
    alike: list[tuple[int, str]] = field(default_factory=list)

    @property
    def percent(self) -> int:
        """Likeness in hundredths."""
        return max(0, round(100 * self.stand.likeness))

    @property
    def placed(self) -> list[str]:
        """Where it stands, in words: by whom, one line a coder, or that it is only proposed."""
        if self.coded:
            return [gettext("{theme}, by {by}").format(theme=theme, by=by) for by, theme in self.coded]
        if self.by:
            return [gettext("Put here by {by}").format(by=self.by)]
        if self.stand.theme:
            return [gettext("Only proposed, likeness {likeness} of 100").format(likeness=self.percent)]
        if self.stand.theme is None:
            return [gettext("Proposed: none of the themes")]
        return [gettext("Not yet compared with the themes")]


@dataclass(slots=True)
class ShownTheme:
    """A theme on the desk. people, proposed: contributions under it by hand and by likeness; voices: of all of them."""

    theme: Theme
    people: int
    proposed: int
    voices: int | None
    unread: int
    last: str
    examples: list[Item] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.people + self.proposed


@dataclass(slots=True)
class Overview:
    """A question on the desk's first page."""

    question: GuidingQuestion
    run: ThemeRun | None
    said: int
    unread: int
    confirmed: int
    proposed: int
    by_people: int
    by_machine: int
    none: int
    nowhere: int

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state == RunState.RUNNING


def questions(consultation: Consultation) -> list[GuidingQuestion]:
    """Everything that was asked before everybody."""
    rows = GuidingQuestion.objects.filter(session__in=plenaries(consultation))
    rows = rows.select_related("session__consultation", "theme_run")
    return list(rows.order_by("session__position", "session_id", "number", "id"))


def overview(here: Here) -> list[Overview]:
    """Every question with what was said, read, placed by people, proposed."""
    asked = questions(here.consultation)
    standing = stands(asked, here.participant)
    states: dict[int, list[str]] = {}
    for question, state in Theme.objects.filter(question__in=asked, state__in=STANDING).values_list(
        "question", "state"
    ):
        states.setdefault(question, []).append(state)
    return [
        _overview(question, list(standing[question.pk].values()), states.get(question.pk, [])) for question in asked
    ]


def _overview(question: GuidingQuestion, said: Sequence[Stand], states: Sequence[str]) -> Overview:
    return Overview(
        question=question,
        run=getattr(question, "theme_run", None),
        said=len(said),
        unread=sum(not stand.is_read for stand in said),
        confirmed=states.count(ThemeState.CONFIRMED),
        proposed=states.count(ThemeState.PROPOSED),
        by_people=sum(stand.is_human for stand in said),
        by_machine=sum(bool(stand.theme) and not stand.is_human for stand in said),
        none=sum(stand.theme is None and not stand.is_human for stand in said),
        nowhere=sum(stand.theme == NOWHERE for stand in said),
    )


def standing(question: GuidingQuestion) -> list[Theme]:
    """Themes that stand: confirmed ones first, then the proposed, each in the order in which they came."""
    rows = Theme.objects.filter(question=question, state__in=STANDING).select_related("question__session__consultation")
    return sorted(rows, key=lambda theme: (theme.state != ThemeState.CONFIRMED, theme.pk))


def shown_themes(here: Here, question: GuidingQuestion, coders: Coders) -> list[ShownTheme]:
    """The themes of a question with their material; the largest proposals first."""
    said = stands([question], here.participant)[question.pk]
    themes = standing(question)
    material = {theme.pk: [stand for stand in said.values() if stand.theme == theme.pk] for theme in themes}
    picked = {theme.pk: examples_of(theme, material[theme.pk]) for theme in themes}
    printed = shown([pk for ids in picked.values() for pk in ids], here.consultation)
    last = last_acts(themes, coders)
    found = [
        ShownTheme(
            theme=theme,
            people=sum(stand.is_human for stand in material[theme.pk]),
            proposed=sum(not stand.is_human for stand in material[theme.pk]),
            voices=voices(material[theme.pk], question),
            unread=sum(not stand.is_read for stand in material[theme.pk]),
            last=last.get(theme.pk, ""),
            examples=[item(printed[pk], said[pk], coders) for pk in picked[theme.pk] if pk in printed],
        )
        for theme in themes
    ]
    return sorted(found, key=lambda one: (one.theme.state != ThemeState.CONFIRMED, -one.count, one.theme.pk))


def examples_of(theme: Theme, material: Sequence[Stand], most: int = EXAMPLES) -> list[int]:
    """What may stand for a theme first, then what people put there, then what is likest."""
    inside = {stand.id for stand in material}
    chosen = [pk for pk in theme.quotes if pk in inside]
    others = sorted(material, key=lambda stand: (not stand.is_human, -stand.likeness, stand.id))
    chosen += [stand.id for stand in others if stand.id not in chosen]
    return chosen[:most]


def item(
    contribution: ShownContribution,
    stand: Stand,
    coders: Coders,
    names: Mapping[int, str] | None = None,
    alike: Sequence[tuple[int, str]] = (),
) -> Item:
    """names: theme id -> its label, where each coder's choice is to be told."""
    by = coders.name(stand.codes[-1].coder) if stand.codes else ""
    coded = [(coders.name(one.coder), label_in(names, one.theme)) for one in stand.codes] if names is not None else []
    return Item(contribution, stand, by, coded, list(alike))


def label_in(names: Mapping[int, str], theme: int | None) -> str:
    return names.get(theme, "") if theme else gettext("none of the themes")


# --- who did what ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a theme, in words. by: "" for the machine."""

    id: int
    theme: Theme
    words: str
    by: str
    at: datetime


def history(theme: Theme, coders: Coders) -> list[Done]:
    """Everything that was done to a theme, the newest first."""
    rows = ThemeVersion.objects.filter(theme=theme).select_related("theme__question__session__consultation")
    return _done(rows.order_by("-revision"), coders)


def lately(consultation: Consultation, coders: Coders, most: int = LATELY) -> list[Done]:
    """What people did to themes of any question, the newest first."""
    rows = ThemeVersion.objects.filter(theme__question__session__consultation=consultation)
    rows = rows.exclude(act=ThemeAct.PROPOSED).select_related("theme__question__session__consultation")
    return _done(rows.order_by("-pk")[:most], coders)


def since(question: GuidingQuestion, seen: int, here: Here, coders: Coders) -> list[Done]:
    """What others did to a question's themes after the act ``seen``, the newest first."""
    rows = ThemeVersion.objects.filter(theme__question=question, pk__gt=seen)
    rows = rows.select_related("theme__question__session__consultation").order_by("-pk")
    if here.participant is not None:
        rows = rows.exclude(by=here.participant)
    return _done(rows, coders)


def last_act(question: GuidingQuestion) -> int:
    """The id of the last act on a question's themes: what a page was made on."""
    return int(ThemeVersion.objects.filter(theme__question=question).aggregate(last=Max("pk"))["last"] or 0)


def last_acts(themes: Sequence[Theme], coders: Coders) -> dict[int, str]:
    """Theme id -> what was last done to it, and by whom."""
    rows = ThemeVersion.objects.filter(theme__in=themes).order_by("revision")
    return {row.theme_id: _in_words(row, coders, {}) for row in rows}


def _done(rows: Iterable[ThemeVersion], coders: Coders) -> list[Done]:
    rows = list(rows)
    named = dict(Theme.objects.filter(pk__in=[pk for row in rows for pk in row.others]).values_list("pk", "label"))
    return [Done(row.pk, row.theme, _in_words(row, coders, named), coders.name(row.by_id), row.at) for row in rows]


_WORDS = {
    ThemeAct.PROPOSED: _("Proposed as “{label}” by {by}"),
    ThemeAct.MADE: _("Made by {by}"),
    ThemeAct.RENAMED: _("Renamed to “{label}” by {by}"),
    ThemeAct.MERGED: _("Merged by {by}"),
    ThemeAct.UNMERGED: _("Merge taken back by {by}"),
    ThemeAct.SPLIT: _("Split by {by}"),
    ThemeAct.CONFIRMED: _("Confirmed by {by}"),
    ThemeAct.REOPENED: _("Taken back to a proposal by {by}"),
    ThemeAct.DROPPED: _("Set aside by {by}"),
}
_WITH_OTHERS = {
    ThemeAct.MERGED: _("Merged with {others} by {by}"),
    ThemeAct.UNMERGED: _("Merge with {others} taken back by {by}"),
    ThemeAct.SPLIT: _("Split, with {others}, by {by}"),
}


def _in_words(row: ThemeVersion, coders: Coders, named: Mapping[int, str]) -> str:
    """An act as one line: "Renamed to “X” by you"."""
    by = coders.name(row.by_id)
    if not by:
        by = gettext("the machine") if row.act == ThemeAct.PROPOSED else gettext("somebody who has left")
    others = ", ".join(f"“{named[pk]}”" for pk in row.others if pk in named)
    words = _WITH_OTHERS.get(ThemeAct(row.act), _WORDS[ThemeAct(row.act)]) if others else _WORDS[ThemeAct(row.act)]
    return str(words).format(label=row.label, by=by, others=others)
