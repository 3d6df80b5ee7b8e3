"""Whether somebody has said nearly the same: a hint while one writes, never a hindrance."""

from django.db.models.functions import Left, Length
from rapidfuzz import fuzz, process, utils

from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries import discussion
from sessions_app.queries.discussion import ShownContribution

FROM = 40  # characters: less says too little to be compared
MOST = 3
ALIKE = 80.0  # of 100, by rapidfuzz's token_set_ratio: the words both have, whatever their order
RECENT, COMPARED = 500, 800  # contributions looked at, and characters of each
LONG = 4  # letters: shorter words say little
SHARED = 0.4  # of the shorter text's long words: a cheap look before the exact one


def similar(question: GuidingQuestion, text: str) -> list[ShownContribution]:
    """Up to three contributions that the room sees and that say nearly what ``text`` says, the nearest first."""
    text = text.strip()[:COMPARED]
    if len(text) < FROM:
        return []
    rows = Contribution.objects.filter(discussion.seen_by("participant"), question=question)
    long_enough = rows.annotate(length=Length("text")).filter(length__gte=FROM).order_by("-pk")
    begun = dict(long_enough.annotate(begins=Left("text", COMPARED)).values_list("pk", "begins")[:RECENT])
    own = _words(text)
    candidates = {pk: other for pk, other in begun.items() if _share(own, _words(other)) >= SHARED}
    found = process.extract(
        text, candidates, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=ALIKE, limit=MOST
    )
    order = {pk: place for place, (_text, _score, pk) in enumerate(found)}
    among = list(discussion.for_showing(Contribution.objects.filter(pk__in=order)))
    shown = discussion.shown(among, question.session.consultation, "participant")
    return sorted(shown, key=lambda item: order[item.id])


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in utils.default_process(text).split() if len(word) >= LONG)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 1.0  # scripts without spaces: the exact comparison decides
