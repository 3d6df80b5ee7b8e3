"""What stands around the substance: the masthead, the introduction in its forms, and what is for people to write."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import Audience, Rule
from consult.models import Consultation
from consult.models.consultation import Visibility
from sessions_app.models import AgendaItem
from sessions_app.queries.session import plenaries
from sessions_app.states import SessionKind
from synthesis import wording
from synthesis.actions.plan import DraftSection, Matter, grounded, slot
from synthesis.core.findings import Finding
from synthesis.extract import Corpus
from synthesis.models.report import Purpose, Report, Style
from synthesis.queries.people import took_part
from synthesis.rules import days
from synthesis.wording import standing

_NAMES = dict(settings.LANGUAGES)


def day(consultation: Consultation, at: datetime | None) -> str:
    """A date in the host's zone, in words: "12 December 2025"."""
    return days.in_words(at.astimezone(consultation.zone)) if at else ""


def masthead(consultation: Consultation, report: Report, *, is_un: bool = False, counts: bool = True) -> dict[str, Any]:
    """What is printed above a report, as it stood at the draft. Host and partners may appear under every rule.

    is_un: as a document of the United Nations has it; the symbol is what the convenor gave, none is made. counts:
    whether the template tells numbers.
    """
    start, end = day(consultation, consultation.starts_at), day(consultation, consultation.ends_at)
    dates = start if start == end or not end else _("{start} to {end}").format(start=start, end=end)
    partners = [name for name in map(partner_name, consultation.partners) if name]
    purpose = "" if report.purpose == Purpose.FINAL else str(report.get_purpose_display())
    is_public = consultation.visibility == Visibility.PUBLIC
    first = [
        (_("Symbol"), consultation.reference),
        (_("Distribution"), _("General") if is_public else _("Limited")),
        (_("Original"), str(_NAMES.get(consultation.language, consultation.language))),
    ]
    lines = [
        *(first if is_un else [(_("Reference"), consultation.reference)]),
        (_("Document"), purpose),
        (_("Date"), dates),
        (_("Place"), ", ".join(filter(None, (consultation.place, consultation.city)))),
        (_("Convened by"), consultation.host),
        (_("Partners"), wording.listed(partners)),
        (_("Attribution"), str(consultation.get_attribution_rule_display())),
    ]
    return {
        "title": report.title,
        "status": standing.status(report.template, consultation.document_status),
        "disclaimer": standing.disclaimer(report.template, consultation.document_status, counts=counts),
        "lines": [[label, value] for label, value in lines if value],
        "source": consultation.source_note,
        "rule": consultation.attribution_rule,
        "is_demonstration": consultation.is_demonstration,
    }


def partner_name(partner: Any) -> str:
    """A partner is a name, or a name with a logo and a link."""
    return str(partner.get("name", "")) if isinstance(partner, dict) else str(partner)


def process(matter: Matter) -> list[DraftSection]:
    """One paragraph: who was invited, who took part as far as the rule permits, languages, what was not covered."""
    consultation, corpus = matter.consultation, matter.corpus
    findings = [convened(consultation), _asked(consultation, corpus), *_people(matter)]
    findings += _contributed(matter, matter.counts) + _not_covered(corpus, matter.counts)
    section = DraftSection("process", _("The process"), 1, [grounded("process", findings)])
    return [_with_scope(section, consultation)]


def _with_scope(section: DraftSection, consultation: Consultation) -> DraftSection:
    if consultation.scope.strip():
        text = " ".join(consultation.scope.split())
        section.paragraphs.append(grounded("scope", [Finding("scope", words={"text": text}, facts=("consultation",))]))
    return section


def summary(matter: Matter) -> list[DraftSection]:
    """Of a conference: the summary to write, and under it what it was and what it asked."""
    consultation, corpus = matter.consultation, matter.corpus
    findings = [convened(consultation), _asked(consultation, corpus), *_people(matter)]
    findings += _contributed(matter, counted=False) + _not_covered(corpus, counted=False)
    place = slot("slot:summary", _("the conference in five sentences"), style=Style.PLAIN)
    section = DraftSection("summary", _("Summary"), 1, [place])
    section.paragraphs.append(grounded("process", findings, style=Style.PLAIN))
    return [_with_scope(section, consultation)]


def box(matter: Matter) -> list[DraftSection]:
    """Of a report of the author’s own: the summary before the introduction, to write."""
    words = _("what the report examines, what it finds and what follows, in 120 words")
    place = slot("slot:summary", words, style=Style.PLAIN)
    return [DraftSection("summary", _("Summary"), 1, [place])]


def present(matter: Matter) -> list[DraftSection]:
    """Of a summary: what it is a summary of and what it tells. When, where and by whom stands in the introduction."""
    consultation, corpus = matter.consultation, matter.corpus
    findings = [
        Finding("present", words={"title": consultation.title}, facts=("consultation",)),
        Finding(
            "tells",
            numbers={"questions": len(corpus.questions)},
            words={"proposals": bool(corpus.texts)},
            facts=("questions",),
        ),
    ]
    return [DraftSection("summary", _("Summary"), 1, [grounded("present", findings, style=Style.PLAIN)])]


def own_introduction(matter: Matter) -> list[DraftSection]:
    """Of a thematic report: the mandate, what the author asked and of whom. Nothing is counted."""
    consultation, corpus = matter.consultation, matter.corpus
    findings = [_sought(matter), *_not_covered(corpus, counted=False)]
    informed = Finding("informed", facts=("consultation",))
    section = DraftSection("introduction", _("Introduction"))
    section.paragraphs = [
        slot("slot:mandate", _("the mandate under which the report is submitted")),
        grounded("process", findings),
        grounded("informed", [informed]),
    ]
    return [_with_scope(section, consultation)]


def _sought(matter: Matter) -> Finding:
    """What the author asked, and of whom as far as groups may be told."""
    consultation = matter.consultation
    words = {
        "title": consultation.title,
        "host": consultation.host,
        "groups": list(took_part(consultation).invited),
        "start": day(consultation, consultation.starts_at),
    }
    numbers = {"questions": len(matter.corpus.questions)}
    return Finding("sought", numbers, words, facts=("consultation", "questions", "groups"))


def introduction(matter: Matter, noun: str = "consultation") -> list[DraftSection]:
    """Of a summary of a panel: what was held, who opened it where that may be told, who took part.

    noun: what it is called, "consultation" or "meeting".
    """
    consultation, corpus = matter.consultation, matter.corpus
    section = DraftSection("introduction", _("Introduction"))
    section.paragraphs.append(grounded("process", [convened(consultation, noun=noun)]))
    opened = _opened(consultation)
    section.paragraphs += [grounded("opening", opened)] if opened else []
    findings = [*_people(matter), *_contributed(matter, matter.counts), *_not_covered(corpus, matter.counts)]
    section.paragraphs.append(grounded("people", findings))
    return [_with_scope(section, consultation)]


def organization(matter: Matter) -> list[DraftSection]:
    """Of an intergovernmental body: opening, attendance and the items before it."""
    consultation, corpus = matter.consultation, matter.corpus
    (section,) = introduction(matter, noun="meeting")
    section.key, section.heading = "organization", _("Organization of the meeting")
    count = len(corpus.questions)
    items = Finding("items", {"questions": count}, facts=("questions",))
    section.paragraphs += [grounded("items", [items])] if count else []
    for place, question in enumerate(corpus.questions, start=1):
        title = question.title or wording.shortened(question.text)
        finding = Finding("item-of", words={"text": title, "is_last": place == count}, facts=("questions",))
        section.paragraphs.append(grounded(f"item-of:q{question.id}", [finding], style=Style.LETTER))
    if not _opened(consultation):
        section.paragraphs.append(slot("slot:opening", _("the opening and the election of officers")))
    return [section]


def _opened(consultation: Consultation) -> list[Finding]:
    """Items of the programme without a question that name speakers, where names may be printed outside."""
    if not attribution.names_may_be_shown(consultation.terms, Audience.OUTSIDE):
        return []
    rows = AgendaItem.objects.filter(session__in=plenaries(consultation), question=None).exclude(speakers="")
    return [
        Finding("opened", words={"item": row.title, "speakers": row.speakers.rstrip(".")}, facts=("consultation",))
        for row in rows.order_by("session__position", "session_id", "position", "id")
    ]


def participation(matter: Matter) -> list[Finding]:
    """What was convened, and who took part as far as it may be told."""
    people = [finding for finding in _people(matter) if finding.kind != "invited"]
    return [convened(matter.consultation), *people]


def convened(consultation: Consultation, *, noun: str = "") -> Finding:
    """Who convened it, where and when. noun: what it is called where its title stands above already."""
    words = {
        "title": "" if noun else consultation.title,
        "noun": noun,
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


def _people(matter: Matter) -> list[Finding]:
    consultation = matter.consultation
    there = took_part(consultation, as_bodies=True)
    found = []
    if there.invited:
        found.append(Finding("invited", words={"groups": list(there.invited)}, facts=("groups",)))
    if there.people is not None and not matter.counts:
        return found
    numbers = {} if there.people is None else {"people": there.people}
    numbers |= {f"group-{place}": size for place, (_name, size) in enumerate(there.groups) if size is not None}
    words = {
        "counted": there.people is not None,
        "groups": [name for name, _size in there.groups],
        "others": there.others,
        "unnamed": consultation.attribution_rule == Rule.ANONYMOUS,
        "unit": there.unit,
    }
    if there.people != 0:
        found.append(Finding("people", numbers=numbers, words=words, facts=("people",)))
    return found


def _contributed(matter: Matter, counted: bool) -> list[Finding]:
    """How much was said; by how many where these are counted as those are who took part and are not the same number."""
    frame = matter.corpus.contributions
    if frame.empty:
        return []
    # Beside a total, what was said under the Chatham House Rule in one session could be worked out.
    counted = counted and not (frame["rule"] == Rule.CHATHAM_HOUSE).any()
    speakers = frame["speaker"].unique()
    languages = [_NAMES.get(code, code) for code in sorted(set(frame["language"]) - {""})]
    unit = "delegation" if all(str(one).startswith("d") for one in speakers) else "participant"
    numbers = {"contributions": len(frame)} if counted else {}
    there = took_part(matter.consultation, as_bodies=True)
    if counted and unit == there.unit and len(speakers) != there.people:
        numbers["speakers"] = len(speakers)
    words = {"counted": counted, "languages": languages, "unit": unit}
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


def next_steps(matter: Matter) -> list[DraftSection]:
    """What follows is for the rapporteur to write."""
    place = slot("slot:next", _("what follows, who takes it up and by when"))
    return [DraftSection("next", _("Next steps"), 1, [place])]


def closing(matter: Matter) -> list[DraftSection]:
    place = slot("slot:next", _("the closing remarks and what follows"))
    return [DraftSection("next", _("Conclusions"), 1, [place])]


def conclusions(matter: Matter) -> list[DraftSection]:
    """Of a thematic report: what the author concludes and recommends; what was proposed is its material."""
    texts = [text.id for text in matter.corpus.texts]
    places = [
        slot("slot:conclusions", _("the author’s conclusions")),
        slot("slot:recommendations", _("the author’s recommendations, by addressee"), recommendations=texts),
    ]
    return [DraftSection("conclusions", _("Conclusions and recommendations"), 1, places)]


def adoption(matter: Matter) -> list[DraftSection]:
    place = slot("slot:adoption", _("how and when the report was adopted"))
    return [DraftSection("adoption", _("Adoption of the report"), 1, [place])]
