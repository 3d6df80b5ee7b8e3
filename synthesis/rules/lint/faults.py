"""The rules by name: what each is called, how grave its faults are, and what is to be done about one."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    """error: must not stay. look: a person should look at it."""

    ERROR = "error"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Rule:
    """name: as a heading. advice: what to do, with the fault's ``words`` and ``values`` as placeholders."""

    name: str | Promise
    severity: Severity
    advice: str | Promise


_ERROR, _LOOK = Severity.ERROR, Severity.LOOK
RULES: dict[str, Rule] = {
    "name": Rule(
        _("A name that the rule keeps back"),
        _ERROR,
        _("Take the name out, or say what was said without saying who said it."),
    ),
    "affiliation": Rule(
        _("An affiliation that the rule keeps back"),
        _ERROR,
        _("Take the body out: under the rule of attribution it may not be said that it took part or spoke."),
    ),
    "address": Rule(
        _("An address or number of a person"), _ERROR, _("Take it out: a report holds no addresses and no telephones.")
    ),
    "exact-time": Rule(
        _("An exact time"), _ERROR, _("Take the time out: with it, whoever was there can tell who spoke.")
    ),
    "unconsented": Rule(
        _("Words that nobody consented to have quoted"),
        _ERROR,
        _("Say it in other words: eight words or more stand here as a participant wrote them, who may not be quoted."),
    ),
    "jigsaw": Rule(
        _("A detail that could tell who spoke"),
        _LOOK,
        _("Leave the detail out or make it broader: a number, a place or “we” can point to one who took part."),
    ),
    "count": Rule(
        _("A count or share under the Chatham House Rule"),
        _ERROR,
        _("Say it without a number and without a word that stands for one."),
    ),
    "kept-figure": Rule(
        _("A figure that the rule keeps back"),
        _ERROR,
        _("Take the figure out: the rule of attribution became stricter, and it may not be told outside any more."),
    ),
    "adoption": Rule(
        _("A word that needs an act of adoption"),
        _ERROR,
        _("Nothing was adopted here. Write what was said: “it was suggested that”, “there was support for”."),
    ),
    "quantifier": Rule(
        _("A quantifier that does not follow from the figures"),
        _ERROR,
        _("The figures behind this paragraph give another word. Write: {allowed}."),
    ),
    "silence": Rule(
        _("A word that counts silence as consent"),
        _ERROR,
        _("In a debate nobody can know what those who were silent hold. Use one, two, some, a few, several or many."),
    ),
    "sources": Rule(
        _("A quantifier that its sources do not bear"),
        _ERROR,
        _("The word needs at least {needed} voices; the sources of this paragraph hold {voices}."),
    ),
    "lone-voice": Rule(
        _("A lone voice as a trend"),
        _ERROR,
        _("One voice said this. Write that it was said once, or that one of those present said it."),
    ),
    "figure": Rule(
        _("A figure that does not follow from its sources"),
        _ERROR,
        _("No finding behind this paragraph gives this figure. Correct it, or take it out."),
    ),
    "opinion": Rule(
        _("A word of opinion"),
        _ERROR,
        _("A report tells, it does not praise. Take the word out or say what was meant."),
    ),
    "connective": Rule(
        _("A conclusion that nobody drew"),
        _ERROR,
        _("The sources do not say that one follows from the other. Let the two sentences stand beside each other."),
    ),
    "codes": Rule(
        _("A code or a term of the analysis"), _ERROR, _("Take it out: the sources of a paragraph stay at the desk.")
    ),
    "statement": Rule(
        _("A summary of one statement"),
        _ERROR,
        _("This template tells what was said, not who said what. Report it with what others said on the matter."),
    ),
    "should": Rule(
        _("“Should” without an addressee"), _LOOK, _("Say who should do it, or report it: “it was suggested that …”.")
    ),
    "must": Rule(
        _("“Must” without an obligation"),
        _LOOK,
        _("Name the obligation that it stands on (treaty, article, law), or write “should”."),
    ),
    "acronym": Rule(
        _("An acronym that is not explained"),
        _LOOK,
        _("Write the name in full where it first appears, with the acronym in brackets behind it."),
    ),
    "page": Rule(_("A page is cited"), _ERROR, _("Cite the paragraph: pages change from one format to the next.")),
    "reference": Rule(
        _("A paragraph is cited that is not there"), _ERROR, _("The report has no paragraph of this number.")
    ),
    "numbering": Rule(
        _("The numbers of paragraphs do not follow each other"),
        _ERROR,
        _("Paragraph {expected} should stand here. Number the paragraphs through the whole report."),
    ),
    "lone-subheading": Rule(
        _("A subheading that stands alone"),
        _ERROR,
        _("Give the part another subheading, or let its paragraphs stand under the heading above."),
    ),
    "empty-heading": Rule(
        _("A heading with nothing under it"), _ERROR, _("Write what belongs under it, or take the heading out.")
    ),
    "length": Rule(
        _("The report is too long"),
        _ERROR,
        _("It has {count} words; the template allows {most}. Shorten it by {over}."),
    ),
}
