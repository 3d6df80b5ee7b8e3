"""What stands behind a report: programme, participation, speakers, proposals, texts, positions, method."""

from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import Audience
from consult.models import Consultation
from sessions_app.models import SpeakingRequest
from sessions_app.queries import floor
from sessions_app.queries.session import plenaries
from sessions_app.states import ADOPTED, RecommendationState, RequestState, SessionKind
from synthesis.actions import frame, outcomes, questions, statements, tabulating
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, Telling, grounded, standing, within
from synthesis.core.findings import Finding
from synthesis.models.report import Grounding, Style
from synthesis.queries import results
from synthesis.queries.electors import unverified_guests
from synthesis.queries.people import NAMED, contributors
from synthesis.rules import days
from synthesis.wording import method as notes_on


def positions(matter: Matter) -> list[DraftSection]:
    """The positions on the statements that the report speaks of."""
    reported = matter.reported
    if not reported:
        return []
    rows = [Finding("row", f.numbers, contributions=f.contributions, ballots=f.ballots) for f in reported]
    table = DraftParagraph(
        key="positions",
        text=_("Numbers of participants, by position"),
        findings=tuple(rows),
        style=Style.TABLE,
        rows=statements.annex(reported),
    )
    return [DraftSection("annex.positions", _("Positions on the statements reported"), 1, [table])]


def participation(matter: Matter) -> list[DraftSection]:
    """How many took part, by permitted group, and what became of what they said."""
    there = tabulating.attendance(matter.consultation)
    if there is None:
        return []
    finding = Finding("row", there.numbers, there.words, facts=("people",))
    key = tabulating.PARTICIPATION
    table = DraftParagraph(key, there.title, (finding,), style=Style.TABLE, rows=there.rows)
    title = _("Contributions, by group and by what became of them")
    coverage = standing(tabulating.KEY, title, Style.TABLE, rows=[])  # filled when all is written
    return [DraftSection("annex.participation", _("Participation"), 1, [table, coverage])]


def programme(matter: Matter) -> list[DraftSection]:
    """The order of business of the sittings, as it was announced."""
    may_name = attribution.names_may_be_shown(matter.consultation.terms, Audience.OUTSIDE)
    rows: list[list[str]] = []
    sittings = plenaries(matter.consultation).filter(kind=SessionKind.SITTING)
    for session in sittings.prefetch_related("agenda__question"):
        for item in session.agenda.all():
            at = item.starts_at or session.starts_at
            when = days.in_words(at.astimezone(matter.consultation.zone)) if at else ""
            rows.append([when, str(item), item.speakers if may_name else ""])
    if not rows:
        return []
    heading = [_("Date"), _("Item"), _("Speakers")]
    width = 3 if any(row[2] for row in rows) else 2
    table = [row[:width] for row in (heading, *rows)]
    finding = Finding("row", facts=("consultation",))
    paragraph = DraftParagraph("programme", _("Order of business"), (finding,), style=Style.TABLE, rows=table)
    return [DraftSection("annex.programme", _("Programme"), 1, [paragraph])]


def speakers(matter: Matter) -> list[DraftSection]:
    """Who spoke or contributed, by group, where the rule shows names or delegations outside; else nothing."""
    consultation = matter.consultation
    contributed = contributors(consultation)
    spoke = SpeakingRequest.objects.filter(session__in=plenaries(consultation), state=RequestState.SPOKEN).order_by(
        "pk"
    )
    on_the_list = [
        floor.shown_as(row.session, row, Audience.OUTSIDE)
        for row in spoke.select_related("session__consultation", "participant", "delegation", "group", "question")
    ]
    found: dict[str, dict[str, None]] = {}
    for shown in (*contributed.values(), *on_the_list):
        if shown.detail in NAMED:
            found.setdefault(str(shown.group), {})[str(shown.label)] = None
    if not found:
        return []
    rows = [[group or _("Others"), "; ".join(sorted(labels))] for group, labels in found.items()]
    ids = tuple(pk for pk, shown in contributed.items() if shown.detail in NAMED)
    finding = Finding("row", contributions=ids, facts=("people",))
    heading = [_("Group"), _("Speakers")]
    table = DraftParagraph(
        "speakers", _("Speakers, by group"), (finding,), style=Style.TABLE, rows=[heading, *sorted(rows)]
    )
    return [DraftSection("annex.speakers", _("List of speakers"), 1, [table])]


def proposals(matter: Matter) -> list[DraftSection]:
    """What was proposed, by addressee: not the author’s views."""
    paragraphs = _by_addressee(matter, "proposed")
    if not paragraphs:
        return []
    note = standing(
        "proposals:note",
        _(
            "The proposals below were made by those who took part. They were not negotiated and do not represent the "
            "views of the author of this report."
        ),
        Style.PLAIN,
    )
    return [DraftSection("annex.proposals", _("Proposals received, by addressee"), 1, [note, *paragraphs])]


def texts(matter: Matter) -> list[DraftSection]:
    """The texts adopted, those put to a decision and not adopted, and those on which no action was taken."""
    by_outcome: dict[str, list[DraftParagraph]] = {"adopted": [], "rejected": [], "texts": []}
    for text in matter.corpus.texts:
        refused = "rejected" if text.state == RecommendationState.NOT_ADOPTED else "texts"
        by_outcome["adopted" if text.state in ADOPTED else refused].append(outcomes.item(text))
    titles = {
        "adopted": _("Texts adopted"),
        "rejected": _("Texts that were not adopted"),
        "texts": _("Texts on which no action was taken"),
    }
    return [DraftSection(f"annex.{key}", titles[key], 1, items) for key, items in by_outcome.items() if items]


def inputs(matter: Matter) -> list[DraftSection]:
    """The addendum of a thematic report: here, and only here, it is told how many said what."""
    told = Matter(matter.consultation, matter.corpus, matter.names, Telling())
    made = within([*frame.process(told), *questions.on_each(told)], "annex.inputs", 1)
    for section in made:  # what is to be written is to be written in the report itself
        section.paragraphs = [p for p in section.paragraphs if p.grounding != Grounding.SLOT]
    made = [section for section in made if section.paragraphs or any(o.key.startswith(section.key + ".") for o in made)]
    note = standing(
        "inputs:note",
        _("What follows summarizes what was received. It is not the author’s finding and not a recommendation."),
        Style.PLAIN,
    )
    return [DraftSection("annex.inputs", _("Addendum: summary of the inputs received"), 1, [note]), *made]


def _by_addressee(matter: Matter, key: str) -> list[DraftParagraph]:
    found = []
    groups = outcomes.by_addressee(matter.corpus.texts)
    for place, (addressee, members) in enumerate(groups.items()):
        ids = tuple(text.id for text in members)
        lead = Finding("proposed", words={"addressee": addressee}, recommendations=ids)
        found.append(grounded(f"{key}:{place}", [lead]))
        found += [outcomes.item(text, Style.LETTER) for text in members]
    return found


_COUNTED = {"favour", "speakers", "support", "people"}  # numbers that a report can only hold where it counts


def method(matter: Matter) -> list[DraftSection]:
    """The note on method with the quantifiers’ table."""
    consultation, corpus = matter.consultation, matter.corpus
    told = {name for section in matter.made for p in section.paragraphs for f in p.findings for name in f.numbers}
    has_counts = matter.may_count and bool(told & _COUNTED)
    has_positions = bool(corpus.positions) or any(text.result for text in corpus.texts)
    met = [f for s in matter.made if s.key.endswith(".converging") for p in s.paragraphs for f in p.findings]
    texts_ = notes_on.method(
        positions=has_positions and has_counts,
        themes=len(corpus.contributions) >= 24,
        counts=has_counts,
        converging=any(finding.kind == "said" for finding in met),
    )
    notes = [standing(f"method:{place}", text, Style.PLAIN) for place, text in enumerate(texts_)]
    notes += _guests(consultation) if has_positions and has_counts else []
    if has_counts:
        rows = notes_on.quantifier_table(positions=has_positions)
        notes.append(standing("method:words", _("Words that stand for numbers"), Style.TABLE, rows))
    else:
        notes.append(standing("method:uncounted", notes_on.uncounted(), Style.PLAIN))
    if consultation.source_note:
        source = " ".join(consultation.source_note.split())
        notes.append(standing("method:source", _("Source of the data: {source}").format(source=source), Style.PLAIN))
    return [DraftSection("annex.method", _("Note on method"), 1, notes)]


def _guests(consultation: Consultation) -> list[DraftParagraph]:
    """How many of those who could answer nobody had verified; nothing where there were none."""
    found = [] if consultation.discussion_only else results.texts(consultation, Audience.OUTSIDE)
    listed = unverified_guests(consultation, found, Audience.OUTSIDE)
    if listed is None or listed.number == 0:
        return []
    numbers = {} if listed.number is None else {"guests": listed.number, "entitled": listed.entitled}
    words = {"entitled": listed.entitled, "fewer": listed.smallest_cell} if listed.number is None else {}
    finding = Finding("guests", numbers, words, ballots=(listed.ballot,))
    return [grounded("method:guests", [finding], style=Style.PLAIN)]
