"""The same words in what others wrote: they give way to a mark, wherever in a consultation they stand.

Part of erasing, and inside its transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model

from consult.models import Consultation
from sessions_app.models import (
    Amendment,
    Candidacy,
    Choosing,
    Commitment,
    CommitmentNote,
    Contribution,
    ErasedReason,
    Flag,
    Minutes,
    MinutesVersion,
    Paper,
    Passage,
    PositionStatement,
    Recommendation,
    RecommendationVersion,
    SeparateVote,
    Statement,
    Transcript,
    Translation,
    Vote,
)
from sessions_app.queries.erased import text_mark
from sessions_app.rules.erased import Wanted, is_telling


@dataclass(frozen=True, slots=True)
class _Holder:
    """way: to its consultation. of: the noun of its subject in the record and the way to its id, "" where no screen
    of a room shows it.
    """

    model: type[Model]
    way: str
    fields: tuple[str, ...]
    of: tuple[str, str] = ("", "pk")


_TEXT = ("recommendation", "recommendation_id")
_HOLDERS = (
    _Holder(RecommendationVersion, "recommendation__consultation", ("text", "reason"), _TEXT),
    _Holder(
        Translation, "version__recommendation__consultation", ("text",), ("recommendation", "version__recommendation")
    ),
    _Holder(Recommendation, "consultation", ("basis",), ("recommendation", "pk")),
    _Holder(Amendment, "recommendation__consultation", ("text", "reason", "decision"), _TEXT),
    _Holder(SeparateVote, "recommendation__consultation", ("paragraph", "decision"), _TEXT),
    _Holder(PositionStatement, "recommendation__consultation", ("text", "part"), _TEXT),
    _Holder(Commitment, "consultation", ("text",)),
    _Holder(CommitmentNote, "commitment__consultation", ("text",)),
    _Holder(
        Contribution,
        "question__session__consultation",
        ("text", "sentence", "state_reason"),
        ("contribution", "pk"),
    ),
    _Holder(Flag, "contribution__question__session__consultation", ("reason",)),
    _Holder(Minutes, "session__consultation", ("summary",)),
    _Holder(MinutesVersion, "minutes__session__consultation", ("summary",)),
    _Holder(Passage, "submission__session__consultation", ("heading", "text")),
    _Holder(Statement, "session__consultation", ("text",)),
    _Holder(Choosing, "session__consultation", ("title",)),
    _Holder(Candidacy, "choosing__session__consultation", ("text",)),
    _Holder(Paper, "consultation", ("title", "note")),
)
# The same within plain data.
_DATA: tuple[tuple[type[Model], str, str], ...] = (
    (Transcript, "session__consultation", "cues"),
    (Paper, "consultation", "blocks"),
    (RecommendationVersion, "recommendation__consultation", "described"),
    (Recommendation, "consultation", "addressees"),
)


def give_way(consultation: Consultation, wanted: Wanted, *, but: Collection[type[Model]] = ()) -> set[str]:
    """The words that tell give way to the mark, and what stands around them stays. Subjects of what a screen shows.

    but: models whose rows keep them.
    """
    wanted = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    touched: set[str] = set()
    if not wanted.texts:
        return touched
    for holder in _HOLDERS:
        if holder.model not in but:
            touched |= _out_of(holder, consultation, wanted)
    for model, way, name in _DATA:
        for pk, data in model._default_manager.filter(**{way: consultation}).values_list("pk", name):
            if (left := wanted.without_in(data)) != data:
                model._default_manager.filter(pk=pk).update(**{name: left}, **_no_salt(model))
    reasons = Vote.objects.filter(ballot__consultation=consultation).exclude(reason="")
    erase_reasons([one for one in reasons.iterator() if wanted.is_in(one.reason)], wanted.mark)
    return touched


def _out_of(holder: _Holder, consultation: Consultation, wanted: Wanted) -> set[str]:
    noun, way = holder.of
    touched = set()
    rows = holder.model._default_manager.filter(**{holder.way: consultation})
    for pk, subject, *texts in rows.values_list("pk", way, *holder.fields):
        if not any(wanted.is_in(text) for text in texts):
            continue
        _write(holder.model, pk, holder.fields, [wanted.without(text) for text in texts])
        if holder.model is RecommendationVersion and wanted.is_in(texts[0]):
            erase_translations(pk)
        if noun:
            touched.add(f"{noun}-{subject}")
    return touched


def erase_translations(*version_ids: int) -> None:
    """Whole: where in another language the words stand that a text lost, nobody here can tell."""
    for one in Translation.objects.filter(version__in=version_ids):
        Translation.objects.filter(pk=one.pk).update(text=text_mark(one.language))


def erase_reasons(votes: Collection[Vote], mark: str) -> None:
    for vote in votes:
        Vote.objects.filter(pk=vote.pk).update(reason=mark)
        ErasedReason.objects.get_or_create(vote=vote)


def _write(model: type[Model], pk: int, fields: tuple[str, ...], texts: list[str]) -> None:
    """Within what each column takes; the sealed form of the words before says nothing any more."""
    values = {name: within(model, name, text) for name, text in zip(fields, texts, strict=True)}
    model._default_manager.filter(pk=pk).update(**values, **_no_salt(model))


def _no_salt(model: type[Model]) -> dict[str, str]:
    return {"salt": ""} if any(field.name == "salt" for field in model._meta.get_fields()) else {}


def within(model: type[Model], name: str, text: str) -> str:
    """As much of ``text`` as the column ``name`` takes: the mark may be longer than what stood there."""
    limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return text[:limit]
