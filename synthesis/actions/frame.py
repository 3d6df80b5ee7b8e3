"""What stands around the substance: the masthead, the process, next steps, and the note on method."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.attribution import Rule
from consult.models import Consultation
from sessions_app.states import SessionKind
from synthesis import wording
from synthesis.actions.plan import DraftParagraph, DraftSection, grounded, slot, standing
from synthesis.core.findings import Finding
from synthesis.extract import Corpus
from synthesis.models.report import Style
from synthesis.queries.people import took_part
from synthesis.wording import procedure

_NAMES = dict(settings.LANGUAGES)


def day(consultation: Consultation, at: datetime | None) -> str:
    """A date in the host's zone, in words: "12 December 2025"."""
    return date_format(at.astimezone(consultation.zone), "j F Y") if at else ""


def masthead(consultation: Consultation) -> dict[str, Any]:
    """What is printed above a report, as it stood at the draft. Host and partners may appear under every rule."""
    start, end = day(consultation, consultation.starts_at), day(consultation, consultation.ends_at)
    dates = start if start == end or not end else _("{start} to {end}").format(start=start, end=end)
    partners = [name for name in map(partner_name, consultation.partners) if name]
    lines = [
        (_("Reference"), consultation.reference),
        (_("Date"), dates),
        (_("Place"), ", ".join(filter(None, (consultation.place, consultation.city)))),
        (_("Convened by"), consultation.host),
        (_("Partners"), wording.listed(partners)),
        (_("Attribution"), str(consultation.get_attribution_rule_display())),
    ]
    return {
        "title": consultation.title,
        "status": str(consultation.get_document_status_display()),
        "disclaimer": procedure.disclaimer(consultation.document_status),
        "lines": [[label, value] for label, value in lines if value],
        "source": consultation.source_note,
        "rule": consultation.attribution_rule,
        "is_demonstration": consultation.is_demonstration,
    }


def partner_name(partner: Any) -> str:
    """A partner is a name, or a name with a logo and a link."""
    return str(partner.get("name", "")) if isinstance(partner, dict) else str(partner)


def process(consultation: Consultation, corpus: Corpus) -> DraftSection:
    """One paragraph: who was invited, who took part as far as the rule permits, languages, what was not covered."""
    counted = consultation.attribution_rule != Rule.CHATHAM_HOUSE
    findings = [_convened(consultation), _asked(consultation, corpus), *_people(consultation)]
    findings += _contributed(corpus, counted) + _not_covered(corpus, counted)
    return DraftSection("process", _("The process"), 1, [grounded("process", findings)])


def _convened(consultation: Consultation) -> Finding:
    words = {
        "title": consultation.title,
        "host": consultation.host,
        "partners": [name for name in map(partner_name, consultation.partners) if name],
        "place": consultation.city,
        "start": day(consultation, consultation.starts_at),
        "end": day(consultation, consultation.ends_at),
    }
    return Finding("convened", words=words, facts=("consultation",))


def _asked(consultation: Consultation, corpus: Corpus) -> Finding:
    written = all(kind == SessionKind.WRITTEN for kind in consultation.sessions.values_list("kind", flat=True))
    return Finding(
        "asked", numbers={"questions": len(corpus.questions)}, words={"written": written}, facts=("questions",)
    )


def _people(consultation: Consultation) -> list[Finding]:
    there = took_part(consultation)
    found = []
    if there.invited:
        found.append(Finding("invited", words={"groups": list(there.invited)}, facts=("groups",)))
    numbers = {} if there.people is None else {"people": there.people}
    numbers |= {f"group-{place}": size for place, (_name, size) in enumerate(there.groups) if size is not None}
    words = {
        "counted": there.people is not None,
        "groups": [name for name, _size in there.groups],
        "others": there.others,
        "unnamed": consultation.attribution_rule == Rule.ANONYMOUS,
    }
    if there.people != 0:
        found.append(Finding("people", numbers=numbers, words=words, facts=("people",)))
    return found


def _contributed(corpus: Corpus, counted: bool) -> list[Finding]:
    frame = corpus.contributions
    if frame.empty:
        return []
    speakers = frame["speaker"].unique()
    languages = [_NAMES.get(code, code) for code in sorted(set(frame["language"]) - {""})]
    words = {
        "counted": counted,
        "languages": languages,
        "unit": "delegation" if all(str(one).startswith("d") for one in speakers) else "participant",
    }
    numbers = {"contributions": len(frame), "speakers": len(speakers)} if counted else {}
    ids = tuple(int(id_) for id_ in frame["id"])
    return [Finding("contributed", numbers=numbers, words=words, contributions=ids)]


def _not_covered(corpus: Corpus, counted: bool) -> list[Finding]:
    """Gaps: questions on which nobody spoke, and contributions that were held or hidden."""
    spoken = set(corpus.contributions["question"])
    silent = [question.number for question in corpus.questions if question.id not in spoken]
    found = []
    if silent and len(corpus.questions) > 1:
        found.append(Finding("silent", words={"questions": silent}, facts=("questions",)))
    withheld = sum(corpus.unseen.values())
    if withheld:
        numbers = {"contributions": withheld} if counted else {}
        found.append(Finding("moderated", numbers=numbers, words={"counted": counted}, facts=("moderation",)))
    return found


def next_steps() -> DraftSection:
    return DraftSection(
        "next", _("Next steps"), 1, [slot("slot:next", _("On what follows, who takes it up and by when"))]
    )


def method(consultation: Consultation, corpus: Corpus, positions: list[list[str]] | None) -> list[DraftSection]:
    """The note on method with the quantifiers' table, and the table of positions reported."""
    counts = consultation.attribution_rule != Rule.CHATHAM_HOUSE
    has_positions = bool(corpus.positions) or any(text.result for text in corpus.texts)
    texts = procedure.method(positions=has_positions and counts, themes=len(corpus.contributions) >= 24, counts=counts)
    notes = [standing(f"method:{place}", text, Style.PLAIN) for place, text in enumerate(texts)]
    if counts:
        rows = procedure.quantifier_table(positions=has_positions)
        notes.append(standing("method:words", _("Words that stand for numbers"), Style.TABLE, rows))
    if consultation.source_note:
        source = " ".join(consultation.source_note.split())
        notes.append(standing("method:source", _("Source of the data: {source}").format(source=source), Style.PLAIN))
    sections = []
    if positions and len(positions) > 1:
        sections.append(DraftSection("annex.positions", _("Annex: positions on the statements reported"), 1, []))
    sections.append(DraftSection("annex.method", _("Annex: note on method"), 1, notes))
    return sections


def positions_table(rows: list[list[str]], findings: tuple[Finding, ...]) -> DraftParagraph:
    return DraftParagraph(
        key="positions", text=_("Numbers of participants, by position"), findings=findings, style=Style.TABLE, rows=rows
    )
