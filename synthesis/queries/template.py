"""Reading which templates there are, and which one a consultation’s format proposes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from sessions_app.formats import start
from synthesis.models.report import Purpose, Template

Text = str | Promise

# What each is good for, in one sentence for whoever chooses.
USES: dict[str, Text] = {
    Template.ROUNDTABLE: _("Per question: where views met, where they differed and why, practices, what stayed open."),
    Template.CONFERENCE: _(
        "A theme each, with its lead, pull quotes and recommendations; nobody named, nothing counted."
    ),
    Template.THEMATIC: _("The author’s own findings without counts; what was received is summarized in an addendum."),
    Template.PANEL: _("Who took part and what was said, in the past tense; proposals by addressee in an annex."),
    Template.BODY: _("With the action taken, votes, statements word for word, and speakers where the rule allows."),
    Template.IGF: _("At most 600 words: key issues in one sentence each."),
    Template.PAPERS: _("An introduction, then the signed papers that have appeared, whole, by theme."),
}
PURPOSES: tuple[tuple[str, Text, Text], ...] = (
    (Purpose.KEY_POINTS, Purpose.KEY_POINTS.label, _("a page for the closing")),
    (Purpose.ZERO, Purpose.ZERO.label, _("to comment on")),
    (Purpose.FINAL, Purpose.FINAL.label, _("to publish")),
)


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    value: str
    label: Text
    use: Text
    is_proposed: bool


def proposed(consultation: Consultation) -> str:
    """The template that goes with the consultation’s format."""
    name = start(consultation.format).template
    return name if name in Template.values else Template.ROUNDTABLE.value


def template_choices(consultation: Consultation) -> list[TemplateChoice]:
    """All templates, the one that the format proposes first."""
    first = proposed(consultation)
    found = [TemplateChoice(one.value, one.label, USES[one], one.value == first) for one in Template]
    return sorted(found, key=lambda choice: not choice.is_proposed)
