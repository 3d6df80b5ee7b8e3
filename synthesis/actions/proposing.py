"""Proposing themes: what people made of them stays, the rest is compared with it, and what fits none is clustered anew.

Only the worker loads this module: it brings the analysis with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from sessions_app.actions.turns import writing
from sessions_app.models import GuidingQuestion
from synthesis.actions.theme import version
from synthesis.core import near, placing, quotes, text, themes
from synthesis.extract import said_on, sides_on
from synthesis.models.coding import Code
from synthesis.models.theme import (
    STANDING,
    RunState,
    Suggestion,
    Theme,
    ThemeAct,
    ThemeRun,
    ThemeState,
    ThemeVersion,
)

TRIES = 3  # people may change themes while they are proposed
MOST_QUOTES, MOST_OF_ALL = 5, 8  # of a theme, of a question
MOST_ALIKE = 400


class OvertakenError(Exception):
    """People kept changing the themes while they were proposed."""


@dataclass(frozen=True, slots=True)
class Material:
    """What was said on a question, and what people made of it so far.

    kept: theme id -> indexes of its texts, of themes that people had a hand in. seen: the last act on its themes.
    """

    frame: pd.DataFrame
    texts: list[str]
    languages: list[str]
    kept: dict[int, list[int]]
    coded: frozenset[int]
    seen: int


@dataclass(slots=True)
class Found:
    """What is proposed. placed: index -> (theme id of a kept one, or -1 - number of a new one, or None), likeness.

    quotes: theme -> the contributions that may stand for it, and how well they do; under None those of the question.
    """

    new: list[themes.Theme] = field(default_factory=list)
    placed: dict[int, tuple[int | None, float]] = field(default_factory=dict)
    quotes: dict[int | None, tuple[list[int], float]] = field(default_factory=dict)
    alike: list[near.Pair] = field(default_factory=list)
    stability: float | None = None


def propose(run: ThemeRun, actor: Participant | str) -> ThemeRun:
    """Propose themes for ``run.question`` and save them in one transaction; tried again where people were faster."""
    question = run.question
    within = text.embedder()
    for _try in range(TRIES):
        say(run, 5, _("Reading the contributions"))
        material = _material(question)
        say(run, 25, _("Comparing what was said"))
        found = _find(question, material, within)
        say(run, 90, _("Writing it down"))
        if _save(run, material, found, within.name, actor):
            return run
    raise OvertakenError


def say(run: ThemeRun, percent: int, words: str) -> None:
    """Show how far it is, to whoever looks at the desk."""
    run.progress, run.percent, run.state = words, percent, RunState.RUNNING
    run.save()


def _material(question: GuidingQuestion) -> Material:
    seen = _last_act(question)
    frame = said_on(question)
    place = {int(id_): index for index, id_ in enumerate(frame["id"])}
    last = dict(
        Code.objects.filter(contribution__in=list(place)).order_by("at", "id").values_list("contribution", "theme")
    )
    kept = {theme.pk: list[int]() for theme in _standing(question) if not theme.is_untouched or theme.codes.exists()}
    for contribution, theme in last.items():
        if theme in kept:
            kept[theme].append(place[contribution])
    # A theme that nobody coded by hand was confirmed as a whole: what was proposed for it is what it means.
    for theme in [pk for pk, members in kept.items() if not members]:
        rows = Suggestion.objects.filter(theme=theme).values_list("contribution", flat=True)
        kept[theme] = [place[pk] for pk in rows if pk in place and pk not in last]
    texts = [str(one) for one in frame["text"]]
    languages = [text.language_of(one, noted) for one, noted in zip(texts, frame["language"], strict=True)]
    return Material(frame, texts, languages, kept, frozenset(place[pk] for pk in last), seen)


def _standing(question: GuidingQuestion) -> list[Theme]:
    return list(Theme.objects.filter(question=question, state__in=STANDING))


def _last_act(question: GuidingQuestion) -> int:
    last = ThemeVersion.objects.filter(theme__question=question).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _find(question: GuidingQuestion, material: Material, within: text.Embedder) -> Found:
    found = Found()
    if not material.texts:
        return found
    voices = list(material.frame["speaker"])
    vectors = within.embed(material.texts, known=question.text)
    weights = text.voice_weights(voices)
    members = {pk: rows for pk, rows in material.kept.items() if rows}
    put = placing.place(vectors, list(members.values()), weights)
    keys = list(members)
    for index in range(len(material.texts)):
        number = int(put.theme[index])
        found.placed[index] = (keys[number] if number >= 0 else None, float(put.likeness[index]))
    _cluster(question, material, vectors, found)
    both = text.views(within, vectors, material.texts, known=question.text)
    found.quotes = _quotes(material, both, weights, found.placed)
    found.alike = near.pairs(material.texts, vectors, twins=within.twins, votes=_votes(question, material.frame))[
        :MOST_ALIKE
    ]
    return found


def _cluster(question: GuidingQuestion, material: Material, vectors: text.Vectors, found: Found) -> None:
    """New themes of what fits none that people made, and that nobody put under none by hand."""
    free = [index for index, (theme, _like) in found.placed.items() if theme is None and index not in material.coded]
    if not free:
        return
    proposal = themes.themes_of(
        [material.texts[index] for index in free],
        vectors[free],
        voices=[material.frame["speaker"].iloc[index] for index in free],
        languages=[material.languages[index] for index in free],
        known=question.text,
    )
    found.stability = proposal.stability
    members = [[free[index] for index in theme.members] for theme in proposal.themes]
    weights = text.voice_weights(list(material.frame["speaker"]))
    near_to = text.likeness(vectors, text.centres(vectors, members, weights)) if members else np.zeros((0, 0))
    for number, (theme, rows) in enumerate(zip(proposal.themes, members, strict=True)):
        found.new.append(themes.Theme(theme.label, tuple(rows)))
        for index in rows:
            found.placed[index] = (-1 - number, float(near_to[index, number]))


def _quotes(
    material: Material, views: list[text.Vectors], weights: text.Dense, placed: Mapping[int, tuple[int | None, float]]
) -> dict[int | None, tuple[list[int], float]]:
    """Theme, or None -> ids of contributions that may stand for it: consented, of a quotable length, of every group."""
    frame, found = material.frame, {}
    for theme in {of for of, _like in placed.values()} | {None}:
        rows = [index for index, (of, _like) in placed.items() if theme in {of, None}]
        eligible = [
            at
            for at, index in enumerate(rows)
            if frame["quotable"].iloc[index] and quotes.may_be_quoted(material.texts[index])
        ]
        chosen = quotes.pick(
            [vectors[rows] for vectors in views],
            eligible,
            authors=[frame["speaker"].iloc[index] for index in rows],
            mass=weights[rows],
            groups=[int(frame["group"].iloc[index]) if frame["group"].iloc[index] != -1 else None for index in rows],
            most=MOST_OF_ALL if theme is None else MOST_QUOTES,
        )
        ids = [int(frame["id"].iloc[rows[at]]) for at in chosen]
        found[theme] = ids, round(quotes.coverage(views[0][rows], chosen, weights[rows]), 3)
    return found


def _votes(question: GuidingQuestion, frame: pd.DataFrame) -> dict[int, dict[int, int]]:
    place = {int(id_): index for index, id_ in enumerate(frame["id"])}
    return {place[pk]: sides for pk, sides in sides_on(question).items() if pk in place}


def _save(run: ThemeRun, material: Material, found: Found, method: str, actor: Participant | str) -> bool:
    """False, and nothing saved, where people changed the themes meanwhile, or something that was read has gone."""
    question, ids = run.question, [int(id_) for id_ in material.frame["id"]]
    with writing():
        ThemeRun.objects.select_for_update().get(pk=run.pk)
        if _last_act(question) != material.seen or not _is_all_there(question, material):
            return False
        gone = [theme.pk for theme in _standing(question) if theme.pk not in material.kept]
        if Code.objects.filter(theme__in=gone).exists():  # somebody has just put something there
            return False
        Theme.objects.filter(pk__in=gone).delete()
        made = [_make(question, theme, place) for place, theme in enumerate(found.new, 1)]
        homes = {pk: pk for pk in material.kept} | {-1 - number: theme.pk for number, theme in enumerate(made)}
        _suggest(question, ids, found, homes)
        run.quotes = []
        for theme, (chosen, share) in found.quotes.items():
            home = None if theme is None else homes[theme]
            if home is not None:
                Theme.objects.filter(pk=home).update(quotes=chosen)
            run.quotes.append({"theme": home, "chosen": chosen, "coverage": share})
        run.state, run.progress, run.percent, run.made_at = RunState.DONE, "", 100, timezone.now()
        run.method, run.stability = method, found.stability
        run.alike = [[ids[p.one], ids[p.other], round(p.likeness, 3), p.by] for p in found.alike]
        run.save()
        payload = {"question": question.pk, "themes": [theme.pk for theme in made], "method": method}
        record.enter(
            question.session.consultation_id,
            "themes proposed",
            actor,
            subject=f"question-{question.pk}",
            payload=payload,
        )
    return True


def _is_all_there(question: GuidingQuestion, material: Material) -> bool:
    """Whether all that was read stands as it was read: of what was erased meanwhile no theme is to have its name."""
    now = said_on(question)
    there = dict(zip(now["id"], now["text"], strict=True))
    return all(there.get(key) == text for key, text in zip(material.frame["id"], material.frame["text"], strict=True))


def _make(question: GuidingQuestion, theme: themes.Theme, place: int) -> Theme:
    label = theme.label or _("Theme {number}").format(number=place)
    made = Theme.objects.create(question=question, label=label[:120], state=ThemeState.PROPOSED, is_machine_made=True)
    version(made, ThemeAct.PROPOSED, None)
    return made


def _suggest(question: GuidingQuestion, ids: Sequence[int], found: Found, homes: Mapping[int, int]) -> None:
    Suggestion.objects.filter(contribution__question=question).delete()
    Suggestion.objects.bulk_create(
        Suggestion(
            contribution_id=ids[index], theme_id=None if theme is None else homes[theme], likeness=round(likeness, 4)
        )
        for index, (theme, likeness) in found.placed.items()
    )
