"""The rules of procedure: who may do what, when.

Two tables intersect, Role x Act and Phase x Act. The answer is ``Allowed`` or ``Refused`` with the reason that the
page, the form, the socket and a command all show. Conditions on an object (this ballot, this contribution) stand in one
function beside the act. Everything here takes plain values: ``queries.people.standing`` builds them once per request.
"""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Role(TextChoices):
    CONVENOR = "convenor", _("Convenor")
    CHAIR = "chair", _("Chair")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    SCRIBE = "scribe", _("Scribe")
    SECRETARIAT = "secretariat", _("Secretariat")
    PARTICIPANT = "participant", _("Participant")
    OBSERVER = "observer", _("Observer")
    PUBLIC = "public", _("Public")


class PhaseKind(TextChoices):
    SET_UP = "set-up", _("Set-up")
    CONTRIBUTIONS = "contributions", _("Contributions")
    DRAFTING = "drafting", _("Drafting")
    DECISION = "decision", _("Decision")
    SYNTHESIS = "synthesis", _("Synthesis")
    COMMENTS = "comments", _("Comments on the draft")
    PUBLISHED = "published", _("Published")
    FOLLOW_UP = "follow-up", _("Follow-up")


class Act(TextChoices):
    READ = "read", _("Read the session")
    CONTRIBUTE = "contribute", _("Contribute and reply")
    WITHDRAW = "withdraw", _("Edit or withdraw one’s own contribution")
    SUBMIT = "submit", _("Send a submission, where a written round takes them")
    SUBMISSIONS = "submissions", _("Read submissions, publish them and bring them into the threads")
    FLAG = "flag", _("Flag a contribution for the desk")
    MODERATE = "moderate", _("Hold, hide and release contributions; remove a person from the room")
    ASK_FLOOR = "ask for the floor", _("Ask for the floor, be marked present, hand in a statement")
    TAKE_DOWN = "take down", _("Enter what was said, read statements before they are delivered, write the minutes")
    STEER = "steer", _("Open and close questions")
    PROPOSE = "propose", _("Write a candidate recommendation")
    TURN = "turn", _("Turn one’s own contribution into a recommendation, or write one that another’s prompted")
    EDIT_TEXTS = "edit texts", _("Reword, split and merge candidate recommendations")
    SPONSOR = "sponsor", _("Stand behind a text, answer for it, withdraw it")
    AMEND = "amend", _("Propose an amendment, withdraw one’s own")
    DECIDE = "decide amendments", _("Decide an amendment")
    PUT = "put", _("Put a question and close it")
    VOTE = "vote", _("Take a position")
    SEPARATE = "separate", _("Ask for a separate vote on a paragraph, before voting begins")
    EXPLAIN = "explain", _("Make a statement on position")
    SET_UP = "set up", _("Change the set-up")
    INVITE = "invite", _("Invite, admit and give roles")
    SEE_PEOPLE = "see people", _("See the list of participants")
    PLEDGE = "pledge", _("Make a commitment, and say how it stands")
    FOLLOW_UP = "follow up", _("Follow recommendations and commitments up: owners, dates, states")
    ANALYSE = "analyse", _("Have the answers analysed")
    DRAFT = "draft", _("Draft and edit the report")
    READ_DRAFT = "read the draft", _("Read the draft with its evidence")
    CIRCULATE = "circulate", _("Circulate the draft for comments, and answer them")
    READ_CIRCULATED = "read a circulated draft", _("Read a draft that is circulated for comments")
    COMMENT = "comment", _("Comment on a draft that is circulated")
    READ_REPORT = "read the report", _("Read the published report")
    PUBLISH = "publish", _("Publish the report")
    TAKE_OUT = "take out", _("Take something out of a published report")


EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR, Role.SCRIBE, Role.SECRETARIAT})
ADMITTED = STAFF | {Role.PARTICIPANT, Role.OBSERVER}

MAY: dict[Act, frozenset[Role]] = {
    Act.READ: ADMITTED,
    Act.CONTRIBUTE: frozenset({Role.PARTICIPANT, Role.CONVENOR, Role.CHAIR, Role.SCRIBE}),
    Act.WITHDRAW: frozenset({Role.PARTICIPANT, Role.CONVENOR, Role.CHAIR, Role.SCRIBE}),
    Act.SUBMIT: frozenset({Role.PARTICIPANT, Role.CONVENOR, Role.CHAIR, Role.SCRIBE}),
    Act.SUBMISSIONS: frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR}),
    Act.FLAG: ADMITTED - {Role.SECRETARIAT},
    Act.MODERATE: frozenset({Role.CONVENOR, Role.CHAIR}),
    Act.ASK_FLOOR: frozenset({Role.PARTICIPANT, Role.CONVENOR, Role.CHAIR}),
    Act.TAKE_DOWN: frozenset({Role.SCRIBE, Role.RAPPORTEUR, Role.CHAIR, Role.CONVENOR}),
    Act.STEER: frozenset({Role.CONVENOR, Role.CHAIR}),
    Act.PROPOSE: frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR}),
    Act.TURN: frozenset({Role.PARTICIPANT, Role.RAPPORTEUR, Role.CONVENOR, Role.CHAIR}),
    Act.EDIT_TEXTS: frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR}),
    Act.SPONSOR: frozenset({Role.PARTICIPANT}),
    Act.AMEND: frozenset({Role.PARTICIPANT, Role.RAPPORTEUR, Role.CONVENOR, Role.CHAIR}),
    Act.DECIDE: frozenset({Role.CONVENOR, Role.CHAIR}),
    Act.PUT: frozenset({Role.CONVENOR, Role.CHAIR}),
    Act.VOTE: frozenset({Role.PARTICIPANT}),
    Act.SEPARATE: frozenset({Role.PARTICIPANT, Role.CONVENOR, Role.CHAIR}),
    Act.EXPLAIN: frozenset({Role.PARTICIPANT}),
    Act.SET_UP: frozenset({Role.CONVENOR, Role.SECRETARIAT}),
    Act.INVITE: frozenset({Role.CONVENOR, Role.SECRETARIAT}),
    Act.SEE_PEOPLE: frozenset({Role.CONVENOR, Role.CHAIR, Role.SECRETARIAT}),
    Act.PLEDGE: frozenset({Role.PARTICIPANT}),
    Act.FOLLOW_UP: frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR, Role.SECRETARIAT}),
    Act.ANALYSE: frozenset({Role.RAPPORTEUR, Role.CHAIR, Role.CONVENOR}),
    Act.DRAFT: frozenset({Role.RAPPORTEUR, Role.CONVENOR}),
    Act.READ_DRAFT: frozenset({Role.RAPPORTEUR, Role.CONVENOR, Role.CHAIR}),
    Act.CIRCULATE: frozenset({Role.RAPPORTEUR, Role.CONVENOR}),
    Act.READ_CIRCULATED: frozenset({Role.PARTICIPANT, Role.RAPPORTEUR, Role.CHAIR, Role.CONVENOR}),
    Act.COMMENT: frozenset({Role.PARTICIPANT, Role.CHAIR}),
    Act.READ_REPORT: EVERYBODY,
    Act.PUBLISH: frozenset({Role.CONVENOR}),
    Act.TAKE_OUT: frozenset({Role.CONVENOR, Role.SECRETARIAT}),
}

EVERY_PHASE = frozenset(PhaseKind)
UNTIL_PUBLISHED = EVERY_PHASE - {PhaseKind.PUBLISHED, PhaseKind.FOLLOW_UP}

WHEN: dict[Act, frozenset[PhaseKind]] = {
    Act.READ: EVERY_PHASE,
    Act.CONTRIBUTE: frozenset({PhaseKind.CONTRIBUTIONS}),
    Act.WITHDRAW: UNTIL_PUBLISHED,
    # Longer than the round: what comes late is taken and marked.
    Act.SUBMIT: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION, PhaseKind.SYNTHESIS}),
    Act.SUBMISSIONS: EVERY_PHASE,
    Act.FLAG: EVERY_PHASE,
    Act.MODERATE: EVERY_PHASE,
    Act.ASK_FLOOR: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.TAKE_DOWN: UNTIL_PUBLISHED - {PhaseKind.SET_UP},
    Act.STEER: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.PROPOSE: frozenset({PhaseKind.SET_UP, PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING}),
    Act.TURN: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING}),
    Act.EDIT_TEXTS: frozenset({PhaseKind.SET_UP, PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.SPONSOR: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.AMEND: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.DECIDE: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.PUT: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.VOTE: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    Act.SEPARATE: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION}),
    # Longer than deciding: its windows follow the decision.
    Act.EXPLAIN: frozenset({PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION, PhaseKind.SYNTHESIS}),
    Act.SET_UP: EVERY_PHASE,
    Act.INVITE: EVERY_PHASE,
    Act.SEE_PEOPLE: EVERY_PHASE,
    Act.PLEDGE: EVERY_PHASE - {PhaseKind.SET_UP},
    Act.FOLLOW_UP: EVERY_PHASE - {PhaseKind.SET_UP},
    Act.ANALYSE: EVERY_PHASE - {PhaseKind.SET_UP},
    Act.DRAFT: EVERY_PHASE - {PhaseKind.SET_UP},
    Act.READ_DRAFT: EVERY_PHASE,
    # Longer than commenting: what is done with a comment is said afterwards too.
    Act.CIRCULATE: frozenset({PhaseKind.SYNTHESIS, PhaseKind.COMMENTS, PhaseKind.PUBLISHED, PhaseKind.FOLLOW_UP}),
    Act.READ_CIRCULATED: EVERY_PHASE,
    Act.COMMENT: frozenset({PhaseKind.SYNTHESIS, PhaseKind.COMMENTS}),
    Act.READ_REPORT: frozenset({PhaseKind.PUBLISHED, PhaseKind.FOLLOW_UP}),
    Act.TAKE_OUT: EVERY_PHASE,  # what puts somebody in danger does not wait for a phase
    Act.PUBLISH: frozenset({PhaseKind.SYNTHESIS, PhaseKind.COMMENTS, PhaseKind.PUBLISHED, PhaseKind.FOLLOW_UP}),
}

DECIDING = frozenset({Act.PUT, Act.VOTE, Act.SEPARATE, Act.EXPLAIN})


@dataclass(frozen=True, slots=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """A no, with the reason and, where there is one, what to do.

    answer: the word for machines: "refused", or "closed" and "stale" for what came too late.
    """

    reason: Text
    answer: str = "refused"

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Refused


class RefusedError(Exception):
    """Raised by ``require``; the middleware turns it into a page or an answer that shows the reason."""

    def __init__(self, reason: Text, answer: str = "refused") -> None:
        super().__init__(str(reason))
        self.reason, self.answer = reason, answer

    @property
    def told(self) -> dict[str, str]:
        """How a command is answered that was refused, by whichever way it came."""
        return {"answer": self.answer, "reason": str(self.reason)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's standing in a consultation at one moment.

    roles: what they hold; ``Role.PUBLIC`` is always among them.
    phases: the phases whose window is open now.
    """

    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    phases: frozenset[PhaseKind] = field(default_factory=frozenset)
    discussion_only: bool = False
    is_removed: bool = False


def may(standing: Standing, act: Act) -> Answer:
    """Whether the tables allow ``act`` to somebody of this standing, now."""
    if standing.is_removed:
        return Refused(_("You no longer take part in this consultation. The contact on its page can tell you more."))
    if act in DECIDING and standing.discussion_only:
        return Refused(_("This consultation only discusses: nothing is put to a vote."))
    if not standing.roles & MAY[act]:
        return Refused(_no_role(act, standing))
    if WHEN[act] != EVERY_PHASE and not standing.phases & WHEN[act]:  # what is always allowed needs no phase at all
        return Refused(_no_phase(act))
    return Allowed()


def require(answer: Answer) -> None:
    """Raise ``RefusedError`` unless the answer is ``Allowed``."""
    if isinstance(answer, Refused):
        raise RefusedError(answer.reason, answer.answer)


def _no_role(act: Act, standing: Standing) -> Text:
    if standing.roles == {Role.PUBLIC}:
        return _("Join the consultation first: this is for those who take part.")
    # Translators: {roles} is a list such as "Convenor, Chair".
    return _("“{act}” is for: {roles}.").format(act=act.label, roles=names_of(Role, MAY[act]))


def _no_phase(act: Act) -> Text:
    return _("“{act}” is not open now. It belongs to: {phases}.").format(
        act=act.label, phases=names_of(PhaseKind, WHEN[act])
    )


def names_of(kind: type[TextChoices], members: frozenset[Role] | frozenset[PhaseKind]) -> str:
    """The labels of ``members`` in their declared order, as one list in words."""
    separator = str(pgettext_lazy("between the items of a list", ", "))
    return separator.join(str(member.label) for member in kind if member in members)
