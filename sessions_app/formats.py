"""The formats: how a consultation of each kind begins. A table to read; all of it can be changed afterwards."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.attribution import Rule
from consult.models.consultation import DocumentStatus, Format
from consult.procedure import PhaseKind
from sessions_app.states import SessionKind

Text = str | Promise

SET_UP, SAY, DRAFT, DECIDE = PhaseKind.SET_UP, PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION

# Stakeholder groups to start with, each with its mark: its place in the list of colours and shapes. The names are data
# of the consultation.
MARKS = {
    "States": 0,
    "Civil society": 1,
    "Private sector": 2,
    "Academia": 3,
    "Intergovernmental organizations": 4,
    "National human rights institutions": 5,
    "Others": 6,
    "Observers": 6,
    "Authors": 3,
    "Readers": 7,
}
EVERYBODY = (
    "States",
    "Civil society",
    "Private sector",
    "Academia",
    "Intergovernmental organizations",
    "National human rights institutions",
    "Others",
)
OF_A_MEETING = (
    "States",
    "Intergovernmental organizations",
    "National human rights institutions",
    "Civil society",
    "Observers",
)


@dataclass(frozen=True, slots=True)
class Start:
    """How a format begins.

    phases: open at once, so that it can be used; the others are off until the convenor opens them. groups: in their
    order. template: the report's, by name. word_limit: of a submission. wording: what it is, in one sentence for those
    who come to its page; asks: what its first button says.
    """

    session: SessionKind
    phases: tuple[PhaseKind, ...]
    groups: tuple[str, ...]
    rule: Rule
    discussion_only: bool
    status: DocumentStatus
    template: str
    wording: Text
    asks: Text
    takes_submissions: bool = False
    word_limit: int | None = None
    has_papers: bool = False


STARTS: dict[Format, Start] = {
    Format.ROUNDTABLE: Start(
        session=SessionKind.SITTING,
        phases=(SET_UP, SAY, DRAFT, DECIDE),
        groups=EVERYBODY,
        rule=Rule.ON_THE_RECORD,
        discussion_only=False,
        status=DocumentStatus.CHAIR,
        template="roundtable",
        wording=_("A roundtable: guiding questions, contributions under each, and texts that come out of them."),
        asks=_("To the session"),
    ),
    Format.CONFERENCE: Start(
        session=SessionKind.SITTING,
        phases=(SET_UP, SAY, DRAFT),
        groups=EVERYBODY,
        rule=Rule.CHATHAM_HOUSE,
        discussion_only=True,
        status=DocumentStatus.ORGANIZERS,
        template="conference",
        wording=_("A conference: it only discusses, and its report says what was said, not who said it."),
        asks=_("To the session"),
    ),
    Format.CALL: Start(
        session=SessionKind.WRITTEN,
        phases=(SET_UP, SAY, DRAFT, DECIDE),
        groups=EVERYBODY,
        rule=Rule.ON_THE_RECORD,
        discussion_only=False,
        status=DocumentStatus.MANDATE_HOLDER,
        template="thematic",
        wording=_("A call for input: written submissions until the deadline, answers or a document of your own."),
        asks=_("Send a submission"),
        takes_submissions=True,
        word_limit=2_500,
    ),
    Format.SYMPOSIUM: Start(
        session=SessionKind.WRITTEN,
        phases=(SET_UP, SAY, DRAFT),
        groups=("Authors", "Readers"),
        rule=Rule.ON_THE_RECORD,
        discussion_only=True,
        status=DocumentStatus.ORGANIZERS,
        template="papers",
        wording=_("A symposium: signed papers that appear on their dates, each with a thread of its own."),
        asks=_("To the papers"),
        has_papers=True,
    ),
    Format.INTERGOVERNMENTAL: Start(
        session=SessionKind.SITTING,
        phases=(SET_UP, SAY, DRAFT, DECIDE),
        groups=OF_A_MEETING,
        rule=Rule.BY_DELEGATION,
        discussion_only=False,
        status=DocumentStatus.AGREED,
        template="body",
        wording=_("An intergovernmental meeting: delegations speak and decide; observers contribute."),
        asks=_("To the session"),
    ),
    Format.BLANK: Start(
        session=SessionKind.SITTING,
        phases=(SET_UP, SAY, DRAFT, DECIDE),
        groups=EVERYBODY,
        rule=Rule.ON_THE_RECORD,
        discussion_only=False,
        status=DocumentStatus.RAPPORTEUR,
        template="roundtable",
        wording=_("Questions, contributions under each, and texts that come out of them."),
        asks=_("To the session"),
    ),
}


def start(kind: str) -> Start:
    """How a consultation of the format ``kind`` begins."""
    return STARTS[Format(kind)]
