"""Erasing a text to decide, a statement on position or the reason of an objection, for good and inside an act's
transaction.

What was counted stays as it was counted. Words and names go; in the place of the words stands, in the language of the
consultation, that they were removed, so that every page and file that reads them says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Model, Q

from consult.attribution import Audience, Detail, Person, detail, shown_as
from consult.models import Consultation, Delegation
from consult.queries import people
from sessions_app.models import (
    Amendment,
    Annex,
    Candidacy,
    Choosing,
    Commitment,
    CommitmentNote,
    Contribution,
    ErasedReason,
    Minutes,
    MinutesVersion,
    Paper,
    Passage,
    PositionStatement,
    Recommendation,
    RecommendationVersion,
    SeparateVote,
    Statement,
    Submission,
    Transcript,
    Translation,
    Vote,
)
from sessions_app.queries.erased import name_mark, text_mark
from sessions_app.queries.session import rule_of
from sessions_app.rules.erased import RUN_OF_ITS_OWN, Wanted, is_telling
from sessions_app.states import Choice

_NOBODY = {"participant": None, "delegation": None, "group": None}
# Where else the same words may stand: model -> the way to its consultation, and its texts.
_HOLDERS: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (RecommendationVersion, "recommendation__consultation", ("text", "reason")),
    (Translation, "version__recommendation__consultation", ("text",)),
    (Amendment, "recommendation__consultation", ("text", "reason", "decision")),
    (SeparateVote, "recommendation__consultation", ("paragraph", "decision")),
    (PositionStatement, "recommendation__consultation", ("text", "part")),
    (Commitment, "consultation", ("text",)),
    (CommitmentNote, "commitment__consultation", ("text",)),
    (Contribution, "question__session__consultation", ("text", "sentence")),
    (Minutes, "session__consultation", ("summary",)),
    (MinutesVersion, "minutes__session__consultation", ("summary",)),
    (Passage, "submission__session__consultation", ("heading", "text")),
    (Statement, "session__consultation", ("text",)),
    (Choosing, "session__consultation", ("title",)),
    (Candidacy, "choosing__session__consultation", ("text",)),
    (Paper, "consultation", ("title", "note")),
)
# The same within plain data.
_DATA: tuple[tuple[type[Model], str, str], ...] = (
    (Transcript, "session__consultation", "cues"),
    (Paper, "consultation", "blocks"),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went. wanted: its wordings, wherever they stand. names: of those who are no longer named with them.

    recommendation, ballots: ids of what a report's paragraph about it stands on.
    """

    wanted: Wanted
    names: Wanted
    recommendation: int
    ballots: frozenset[int]
    session: int | None


def erase_recommendation(row: Recommendation) -> Erased:
    """A text in all its versions and languages, with what was proposed to change it and who stood behind it.

    Its number, its outcome and the positions taken on it stay; of what was said on it goes what holds its words.
    """
    consultation, mark = row.consultation, text_mark(row.consultation.language)
    versions = RecommendationVersion.objects.filter(recommendation=row)
    translations = Translation.objects.filter(version__in=versions)
    amendments, separate = Amendment.objects.filter(recommendation=row), SeparateVote.objects.filter(recommendation=row)
    ballots = frozenset(versions.exclude(ballots=None).values_list("ballots", flat=True))
    wordings = [*_texts(versions), *_texts(translations), *_texts(amendments), *_texts(separate, "paragraph")]
    wanted, names = Wanted(wordings, mark), Wanted(_behind(row, consultation), name_mark(consultation.language))
    for one in translations:
        translations.filter(pk=one.pk).update(text=text_mark(one.language))
    versions.update(text=mark, reason="", described={})
    amendments.update(text=mark, reason="", decision="", **_NOBODY)
    separate.update(paragraph=mark, decision="", **_NOBODY)
    row.sponsors.all().delete()
    row.addressees, row.modality, row.basis, row.origin = [], "", "", ""
    row.proposed_by = row.turned_from = row.prompted_by = None
    row.save()
    votes = Vote.objects.filter(ballot__in=ballots).exclude(reason="")
    _erase_reasons([one for one in votes if one.choice == Choice.DISSOCIATE or _tells(wanted, one.reason)], mark)
    for stated in row.position_statements.all():
        is_told = _tells(wanted, stated.text)
        PositionStatement.objects.filter(pk=stated.pk).update(
            text=mark if is_told else stated.text, part=mark if stated.part else "", salt=stated.salt * (not is_told)
        )
    erased = Erased(wanted, names, row.pk, ballots, row.question.session_id if row.question else None)
    _give_way(consultation, erased.wanted)
    return erased


def erase_statement(row: PositionStatement) -> Erased:
    """A statement on position: that one of its kind was made stays, neither its words nor whose it was."""
    consultation, text = row.recommendation.consultation, row.recommendation
    mark = text_mark(consultation.language)
    bodies = [row.delegation, *row.on_behalf_of.all()]
    names = [label for label in map(_body_label, bodies) if label]
    ballots = frozenset({row.ballot_id}) if row.ballot_id else frozenset[int]()
    erased = Erased(
        Wanted([row.text, *([row.part] if is_telling(row.part) else [])], mark),
        Wanted(names, name_mark(consultation.language)),
        text.pk,
        ballots,
        text.question.session_id if text.question else None,
    )
    row.on_behalf_of.clear()
    PositionStatement.objects.filter(pk=row.pk).update(text=mark, part="", language="", salt="", **_NOBODY)
    _give_way(consultation, erased.wanted)
    return erased


def erase_reason(vote: Vote) -> Erased:
    """The reason of an objection: the objection counts, neither its words stay nor whose they were.

    Others who gave the same reason in the same words on the same question lose it with it.
    """
    ballot, consultation = vote.ballot, vote.ballot.consultation
    mark = text_mark(consultation.language)
    same = Vote.objects.filter(ballot=ballot, reason=vote.reason).select_related(
        "elector__delegation", "elector__group", "elector__participant"
    )
    text = ballot.version.recommendation if ballot.version else None
    question = text.question if text else ballot.contribution.question if ballot.contribution else None
    rule = rule_of(question) if question else consultation.attribution_rule
    names = [_outside(consultation, one, str(rule)) for one in same]
    erased = Erased(
        Wanted([vote.reason], mark),
        Wanted([name for name in names if name], name_mark(consultation.language)),
        text.pk if text else 0,
        frozenset({ballot.pk}),
        question.session_id if question else None,
    )
    _erase_reasons(same, mark)
    _give_way(consultation, erased.wanted)
    return erased


def erase_said(consultation: Consultation, said: Collection[Contribution], *, all_of_author: bool) -> None:
    """What holds the words of contributions that go: the passages they were, the texts they became, others' words.

    said: as they were before they went. all_of_author: also whatever else their authors handed in.
    """
    mark = text_mark(consultation.language)
    authors = {one.author_id or (one.submission.author_id if one.submission else None) for one in said} - {None}
    of_author = Submission.objects.filter(
        session__consultation=consultation, author__in=authors if all_of_author else ()
    )
    passages = Passage.objects.filter(Q(contribution__in=said) | Q(submission__in=of_author))
    Submission.objects.filter(passages__in=passages).update(published_at=None, salt="")
    Annex.objects.filter(submission__in=of_author).delete()
    passages.update(heading="", text=mark)
    became = RecommendationVersion.objects.filter(recommendation__turned_from__in=said).values_list("text", flat=True)
    words = [one.text for one in said]
    words += [text for text in became if any(Wanted([text], mark).is_in(one) for one in words)]
    _give_way(consultation, Wanted(words, mark))
    # A sentence for the report may be others' too: theirs stays.
    _give_way(consultation, Wanted((one.sentence for one in said), mark), but=Contribution)


def _texts(rows: Iterable[Model], field: str = "text") -> list[str]:
    return [getattr(row, field) for row in rows]


def _tells(wanted: Wanted, text: str) -> bool:
    return wanted.is_in(text) or wanted.shares(text, RUN_OF_ITS_OWN)


def _body_label(body: Delegation | None) -> str:
    return body.name if body else ""


def _behind(row: Recommendation, consultation: Consultation) -> list[str]:
    """Those who stood behind a text or wanted it changed, as the outside saw them."""
    voices = [*row.sponsors.all(), *Amendment.objects.filter(recommendation=row)]
    found = []
    for one in voices:
        person = people.person(
            consultation,
            participant=one.participant,
            group=one.group,
            delegation=one.delegation,
            rule=one.rule,
            at_most=one.shown_at_most,
        )
        found += _labels(person)
    return found


def _outside(consultation: Consultation, vote: Vote, rule: str) -> str:
    elector = vote.elector
    person = people.person(
        consultation,
        participant=elector.participant,
        group=elector.group,
        delegation=elector.delegation,
        rule=rule,
    )
    return next(iter(_labels(person)), "")


def _labels(person: Person) -> list[str]:
    """The name under which somebody stands outside; none where that is a group's, or nobody's."""
    level = detail(person, Audience.OUTSIDE)
    named = level in {Detail.NAME, Detail.DELEGATION} and (person.name or person.delegation)
    return [str(shown_as(person, Audience.OUTSIDE).label)] if named else []


def _erase_reasons(votes: Iterable[Vote], mark: str) -> None:
    for vote in votes:
        Vote.objects.filter(pk=vote.pk).update(reason=mark)
        ErasedReason.objects.get_or_create(vote=vote)


def _give_way(consultation: Consultation, wanted: Wanted, *, but: type[Model] | None = None) -> None:
    """The same words in what others wrote: there they give way to the mark, and the rest stays."""
    wanted = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    for model, way, fields in _HOLDERS:
        rows = model._default_manager.filter(**{way: consultation})
        for pk, *texts in rows.values_list("pk", *fields) if model is not but else ():
            if any(wanted.is_in(text) for text in texts):
                _write(model, pk, fields, [wanted.without(text) for text in texts])
    for model, way, name in _DATA:
        for pk, data in model._default_manager.filter(**{way: consultation}).values_list("pk", name):
            if (left := wanted.without_in(data)) != data:
                model._default_manager.filter(pk=pk).update(**{name: left}, **_no_salt(model))
    reasons = Vote.objects.filter(ballot__consultation=consultation).exclude(reason="")
    _erase_reasons([one for one in reasons.iterator() if wanted.is_in(one.reason)], wanted.mark)


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
