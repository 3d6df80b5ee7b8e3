"""Merge texts, split one, and undo either: the originals stay with their versions, sponsors and positions."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import drafting
from sessions_app.actions.notice import tell
from sessions_app.actions.turns import writing
from sessions_app.models import Lineage, Recommendation, Sponsor
from sessions_app.states import LineageKind, NoticeKind, RecommendationState, VersionKind, may_become

MOST = 10  # texts in one merger, parts of one split


def merge(here: Here, recommendation_ids: Iterable[int], *, text: str) -> Recommendation:
    """One text in the place of several. It stands under the first's question; its sponsors are all of theirs."""
    wanted, text = sorted(set(recommendation_ids)), drafting.checked(text)
    if not 2 <= len(wanted) <= MOST:
        raise RefusedError(_("Choose between two and {most} texts to merge.").format(most=MOST))
    with writing():
        sources = _sources(here, wanted)
        if sources[0].question is None:
            raise RefusedError(_("A text without a question cannot be merged."))
        modalities = {row.modality for row in sources}
        made = drafting.add(
            here,
            sources[0].question,
            text,
            VersionKind.MERGED,
            addressees=list(dict.fromkeys(name for row in sources for name in row.addressees)),
            modality=modalities.pop() if len(modalities) == 1 else "",
            basis=next((row.basis for row in sources if row.basis), ""),
        )
        _replace(here, LineageKind.MERGE, sources, [made])
    return made


def split(here: Here, recommendation_id: int, *, parts: Sequence[str]) -> list[Recommendation]:
    """Several texts in the place of one, each with its sponsors, who are asked to confirm."""
    texts = [drafting.checked(part) for part in parts]
    if not 2 <= len(texts) <= MOST:
        raise RefusedError(_("Write between two and {most} parts, with an empty line between them.").format(most=MOST))
    with writing():
        [source] = _sources(here, [recommendation_id])
        if source.question is None:
            raise RefusedError(_("A text without a question cannot be split."))
        fields = {"addressees": source.addressees, "modality": source.modality, "basis": source.basis}
        made = [
            drafting.add(here, source.question, text, VersionKind.SPLIT, parent=source.parent, **fields)
            for text in texts
        ]
        _replace(here, LineageKind.SPLIT, [source], made)
    return made


def undo(here: Here, recommendation_id: int) -> Lineage:
    """Take back the merger or split that a text came from: the sources stand as before, what came of them does not.

    What was said of the results meanwhile stays on their pages.
    """
    with writing():
        require(may(here.standing, Act.EDIT_TEXTS))
        act = Lineage.objects.filter(consultation=here.consultation, results=recommendation_id, undone_at=None).first()
        if act is None:
            raise RefusedError(_("This text came from no merger or split that could be undone."))
        ids = {row.pk for row in (*act.sources.all(), *act.results.all())}
        rows = {pk: drafting.locked(here, pk) for pk in sorted(ids)}
        act.refresh_from_db()
        if act.undone_at is not None:
            raise RefusedError(_("This was undone already."))
        results = [rows[row.pk] for row in act.results.all()]
        sources = [rows[row.pk] for row in act.sources.all()]
        for row in results:
            if row.state != RecommendationState.WITHDRAWN:
                require(drafting.may_change(row))
        for row in results:
            if row.state != RecommendationState.WITHDRAWN:
                _become(here, row, RecommendationState.WITHDRAWN, "withdrawn")
        for row in sources:
            _become(here, row, RecommendationState.CANDIDATE, "restore")
        act.undone_at = timezone.now()
        act.save(update_fields=["undone_at"])
        _tell(here, sources, NoticeKind.RESTORED)
    return act


def _sources(here: Here, wanted: Sequence[int]) -> list[Recommendation]:
    """The texts, free to change, locked after the question that the results will stand under."""
    require(may(here.standing, Act.EDIT_TEXTS))
    first = Recommendation.objects.filter(pk=wanted[0], consultation=here.consultation).first()
    if first is not None and first.question_id is not None:
        drafting.locked_question(here, first.question_id)
    rows = [drafting.locked(here, pk) for pk in wanted]
    for row in rows:
        require(drafting.may_change(row))
    return rows


def _replace(here: Here, kind: str, sources: Sequence[Recommendation], results: Sequence[Recommendation]) -> None:
    act = Lineage.objects.create(consultation=here.consultation, kind=kind)
    act.sources.set(sources)
    act.results.set(results)
    for row in results:
        _bring_sponsors(sources, row)
        drafting.enter(here, kind, row, sources=[source.pk for source in sources])
    for row in sources:
        _become(here, row, RecommendationState.REPLACED, "replaced")
    _tell(here, sources, NoticeKind.REPLACED)


def _bring_sponsors(sources: Sequence[Recommendation], result: Recommendation) -> None:
    """Everybody who stood behind a source, once; nobody has confirmed yet. The first main sponsor leads."""
    brought: dict[int, Sponsor] = {}
    for sponsor in Sponsor.objects.filter(recommendation__in=sources, participant__isnull=False).order_by(
        "recommendation", "-is_main", "pk"
    ):
        brought.setdefault(sponsor.participant_id or 0, sponsor)
    lead = next((pk for pk, sponsor in brought.items() if sponsor.is_main), None)
    Sponsor.objects.bulk_create(
        Sponsor(
            recommendation=result,
            participant_id=pk,
            delegation_id=sponsor.delegation_id,
            group_id=sponsor.group_id,
            rule=sponsor.rule,
            inside=sponsor.inside,
            shown_at_most=sponsor.shown_at_most,
            is_main=pk == lead,
        )
        for pk, sponsor in brought.items()
    )


def _become(here: Here, row: Recommendation, state: str, act: str) -> None:
    require(may_become(RecommendationState, row.state, state))
    row.state = state
    row.save(update_fields=["state"])
    drafting.enter(here, act, row)


def _tell(here: Here, sources: Sequence[Recommendation], kind: str) -> None:
    """Once each, for the first of the texts that they stand behind."""
    told = {here.participant.pk} if here.participant else set()
    for row in sources:
        people = [
            sponsor.participant
            for sponsor in row.sponsors.select_related("participant")
            if sponsor.participant and sponsor.participant_id not in told
        ]
        tell(people, kind, row)
        told |= {person.pk for person in people}
