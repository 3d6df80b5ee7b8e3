"""“Is my contribution confidential? Is my vote secret?”: what we say, sentence by sentence.

Every sentence has a key, and ``tests/consult/test_confidentiality.py`` has a test for every key: none is added without.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.attribution import Rule
from consult.models import Consultation

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Part:
    """A question that people ask, and the sentences that answer it."""

    title: Text
    sentences: tuple[Sentence, ...]


def answers(consultation: Consultation, hosting: str) -> list[Part]:
    """The page’s parts for a consultation. hosting: what the house says of itself."""
    asked = [
        Part(_("Is my contribution confidential?"), _contribution(consultation)),
        Part(_("Is my vote secret?"), _vote(consultation)),
        Part(_("What does a secret ballot keep secret?"), () if consultation.discussion_only else secret_limits()),
        Part(_("What is kept, and who can read it?"), _kept(hosting)),
    ]
    return [part for part in asked if part.sentences]


def _contribution(consultation: Consultation) -> tuple[Sentence, ...]:
    here, outside, limits = consultation.terms.lines
    return (
        Sentence("here", here),
        Sentence("outside", outside),
        Sentence("limits", limits),
        Sentence("less", _("For any contribution you can ask that less is shown of you, never more.")),
        Sentence("keeps rule", _("What you said keeps the rule under which you said it, whatever changes later.")),
        Sentence("stricter", _("Once people rely on it, the rule can only become stricter.")),
        Sentence(
            "quotation",
            _(
                "Your words stand in quotation marks outside only if you consent, and with your name only"
                " if you consent to that too."
            ),
        ),
        Sentence(
            "desk",
            _(
                "The convenor, the chair and the secretariat can open the list of participants with "
                "names. Each time one of them does, that is entered in the record."
            ),
        ),
    )


_RESULT = {
    Rule.ON_THE_RECORD: _(
        "No. Once a question is closed, every position can be shown with who took it, here and outside."
    ),
    Rule.BY_DELEGATION: _(
        "No. Once a question is closed, the position of every delegation can be shown, here and outside."
    ),
    Rule.BY_GROUP: _(
        "Once a question is closed, results are shown by stakeholder group, and numbers so small "
        "that they give somebody away are hidden."
    ),
    Rule.CHATHAM_HOUSE: _(
        "Once a question is closed, those admitted see results by stakeholder group, and small "
        "numbers are hidden. Outside, no number is shown."
    ),
    Rule.ANONYMOUS: _(
        "Once a question is closed, results are shown by stakeholder group, and numbers so small "
        "that they give somebody away are hidden."
    ),
}


def _vote(consultation: Consultation) -> tuple[Sentence, ...]:
    if consultation.discussion_only:
        return ()
    return (
        Sentence("result", _RESULT[Rule(consultation.attribution_rule)]),
        Sentence(
            "running",
            _(
                "While a question is open, nobody is shown who answered what, or how many chose what: "
                "only how many have answered, as one total."
            ),
        ),
        Sentence(
            "stored",
            _(
                "Unless a ballot is called secret, your answer is stored beside your place on the list, so "
                "that you can change it until the question closes."
            ),
        ),
    )


def secret_limits() -> tuple[Sentence, ...]:
    """What a secret ballot protects, and what it cannot: printed on its own page too."""
    return (
        Sentence(
            "secret apart",
            _(
                "That you have voted and what you voted are stored apart, without times, numbers or anything"
                " that leads from one to the other."
            ),
        ),
        Sentence(
            "secret final",
            _("What you cast cannot be changed or taken back, by you or by anybody; nobody can cast it for you."),
        ),
        Sentence(
            "secret receipt",
            _("You get a random receipt. It shows that you have voted, to nobody what you voted."),
        ),
        Sentence(
            "secret close",
            _(
                "When the ballot closes, all votes are shuffled and written anew, and what was there before is"
                " wiped. Of the result nothing but totals is shown."
            ),
        ),
        Sentence(
            "secret operator",
            _(
                "While the ballot is open, whoever runs this server can find out how you voted from the live"
                " database; later from its log, or from a backup made before the close."
            ),
        ),
        Sentence(
            "secret device",
            _("Who looks over your shoulder, or controls your device, sees what you do. No server protects from that."),
        ),
        Sentence(
            "secret small",
            _(
                "Where very few vote, or all vote alike, the result itself gives votes away. Of fewer votes than"
                " the smallest number that is shown here, no number is shown."
            ),
        ),
    )


def _kept(hosting: str) -> tuple[Sentence, ...]:
    host = hosting or _("Whoever runs this server has not said who they are: ask the contact of the consultation.")
    return (
        Sentence("hosting", host),
        Sentence(
            "operator",
            _(
                "Whoever runs this server, its database or a copy of it can read everything in it: names,"
                " texts and answers."
            ),
        ),
        Sentence(
            "record",
            _("The record of the procedure holds numbers and sealed forms of texts: no name, no address, no text."),
        ),
        Sentence("addresses", _("The network address of your device is stored nowhere, and access logs leave it out.")),
        Sentence(
            "device",
            _(
                "What you type is kept on your device until it has arrived or you sign out, at most seven days. Of "
                "guests, and of whoever asked to keep nothing on the device, it stays in the page alone."
            ),
        ),
        Sentence("links", _("Of an invitation’s link only a fingerprint is kept: nobody can look it up afterwards.")),
        Sentence("mail", _("Mails from here name no topic, neither in the subject nor in the text.")),
        Sentence("own data", _("Under “My account” you can take along what is kept of you, at any time.")),
    )
