"""Erasing a text to decide, a statement on position or the reason of an objection, for good and inside an act's
transaction.

What was counted stays as it was counted. Words and names go; in the place of the words stands, in the language of the
consultation, that they were removed, so that every page and file that reads them says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Model, Q

from consult.attribution import Audience, Detail, Person, detail, shown_as
from consult.models import Consultation, Delegation
from consult.queries import people
from sessions_app.actions.giving_way import erase_reasons, give_way
from sessions_app.models import (
    Amendment,
    Annex,
    Contribution,
    Flag,
    Lineage,
    Passage,
    PositionStatement,
    Recommendation,
    RecommendationVersion,
    SeparateVote,
    Statement,
    Submission,
    Translation,
    Vote,
)
from sessions_app.queries.erased import name_mark, text_mark
from sessions_app.queries.session import rule_of
from sessions_app.rules.erased import RUN_OF_ITS_OWN, Wanted, is_telling
from sessions_app.states import Choice

_NOBODY = {"participant": None, "delegation": None, "group": None}


@dataclass(frozen=True, slots=True)
class Erased:
    """What went. wanted: its wordings, wherever they stand. names: of those who are no longer named with them.

    recommendation, ballots: ids of what a report's paragraph about it stands on. is_whole: the recommendation itself
    went, and with it whom it addresses. touched: subjects of what else on the screens of a room lost the words.
    """

    wanted: Wanted
    names: Wanted
    recommendation: int
    ballots: frozenset[int]
    session: int | None
    is_whole: bool = False
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What went with contributions. wanted: their words, their sentences, and the texts that they ``became``."""

    wanted: Wanted
    became: tuple[Erased, ...]
    touched: frozenset[str]


def erase_recommendation(row: Recommendation) -> Erased:
    """A text in all its versions and languages, with what was proposed to change it and who stood behind it.

    Its number, its outcome and the positions taken on it stay; of what was said on it goes what holds its words.
    """
    erased = _erase_text(row)
    return replace(erased, touched=frozenset(give_way(row.consultation, erased.wanted)))


def _erase_text(row: Recommendation) -> Erased:
    """The same, of the text itself alone."""
    consultation, mark = row.consultation, text_mark(row.consultation.language)
    versions = RecommendationVersion.objects.filter(recommendation=row)
    translations = Translation.objects.filter(version__in=versions)
    amendments, separate = Amendment.objects.filter(recommendation=row), SeparateVote.objects.filter(recommendation=row)
    ballots = frozenset(versions.exclude(ballots=None).values_list("ballots", flat=True))
    wordings = [*_texts(versions), *_texts(translations), *_texts(amendments), *_texts(separate, "paragraph")]
    wordings += _parts_of(wordings, _kin({row.pk}))
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
    erase_reasons([one for one in votes if one.choice == Choice.DISSOCIATE or _tells(wanted, one.reason)], mark)
    for stated in row.position_statements.all():
        is_told = _tells(wanted, stated.text)
        PositionStatement.objects.filter(pk=stated.pk).update(
            text=mark if is_told else stated.text, part=mark if stated.part else "", salt=stated.salt * (not is_told)
        )
    session = row.question.session_id if row.question else None
    return Erased(wanted, names, row.pk, ballots, session, is_whole=True)


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
    return replace(erased, touched=frozenset(give_way(consultation, erased.wanted)))


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
    erase_reasons(same, mark)
    return replace(erased, touched=frozenset(give_way(consultation, erased.wanted)))


def erase_said(consultation: Consultation, said: Collection[Contribution], *, all_of_author: bool) -> Said:
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
    if all_of_author:  # what they handed in and have not said yet
        Statement.objects.filter(session__consultation=consultation, participant__in=authors).update(text="", salt="")
    passages.update(heading="", text=mark)
    Flag.objects.filter(contribution__in=said).update(reason="")  # whoever asked the desk to look may repeat them
    words = Wanted([*(one.text for one in said), *_versions_within(said)], mark)
    became = [_erase_text(row) for row in _became(consultation, said, words)]
    words = Wanted([*words.texts, *(text for one in became for text in one.wanted.texts)], mark)
    touched = give_way(consultation, words)
    sentences = Wanted((one.sentence for one in said), mark)
    touched |= give_way(consultation, sentences, but=(Contribution,))  # it may be others' too: theirs stays
    return Said(Wanted([*words.texts, *sentences.texts], mark), tuple(became), frozenset(touched))


def _versions_within(said: Collection[Contribution]) -> list[str]:
    """The wordings, old ones too, of the texts that were made of a part of what was ``said``."""
    made = Recommendation.objects.filter(turned_from__in=said).values_list("pk", flat=True)
    return _parts_of([one.text for one in said], _kin(set(made)))


def _parts_of(wordings: Collection[str], texts: Collection[int]) -> list[str]:
    """The wordings of ``texts`` that are a part of one of ``wordings``: what was split off says nothing of its own."""
    versions = RecommendationVersion.objects.filter(recommendation__in=texts)
    return [text for text in _texts(versions) if any(Wanted([text], "").is_in(one) for one in wordings)]


def _kin(texts: set[int]) -> set[int]:
    """Texts with those they were merged into and split into, and those they came from; ids."""
    found, waiting = set(texts), set(texts)
    while waiting:
        acts = Lineage.objects.filter(Q(sources__in=waiting) | Q(results__in=waiting))
        kin = Recommendation.objects.filter(Q(became__in=acts) | Q(came_from__in=acts)).values_list("pk", flat=True)
        waiting = set(kin) - found
        found |= waiting
    return found


def _became(consultation: Consultation, said: Collection[Contribution], words: Wanted) -> list[Recommendation]:
    """The texts made of what was ``said`` that still tell it as they stand; one that was rewritten since is others'."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("consultation", "question")
    made = list(rows.filter(consultation=consultation, turned_from__in=said).order_by("pk"))
    standing = {row.pk: row.versions.order_by("version").last() for row in made}
    return [row for row in made if (last := standing[row.pk]) is not None and _tells(words, last.text)]


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
