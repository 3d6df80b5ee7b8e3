"""States and the transitions between them. A state exists only with its button, its refusal and its record entry."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from consult.procedure import Allowed, Answer, Refused


class SessionKind(TextChoices):
    SITTING = "sitting", _("Sitting")
    WRITTEN = "written", _("Written round")


class QuestionState(TextChoices):
    PLANNED = "planned", _("not yet open")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class ContributionState(TextChoices):
    SHOWN = "shown", _("shown")
    HELD = "held", _("held")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("withdrawn")


class HeldFor(TextChoices):
    """Why a contribution is held."""

    THIRD_PERSON = "third-person", _("its author says that somebody could be recognized")
    ALL = "all", _("everything is held for now")
    DESK = "desk", _("held by the desk")


class ContributionType(TextChoices):
    ISSUE = "issue", _("Issue")
    CHALLENGE = "challenge", _("Challenge")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    EVIDENCE = "evidence", _("Evidence")
    REMEDY = "remedy", _("Remedy")
    QUESTION = "question", _("Question")
    PROPOSAL = "proposal", _("Proposal")


# How the report begins a sentence somebody gave it without their name, by type of contribution.
LEAD_INS = {
    "": _("It was suggested that"),
    ContributionType.ISSUE: _("It was noted that"),
    ContributionType.CHALLENGE: _("Concern was expressed that"),
    ContributionType.GOOD_PRACTICE: _("It was reported that"),
    ContributionType.EVIDENCE: _("It was reported that"),
    ContributionType.REMEDY: _("It was suggested that"),
    ContributionType.QUESTION: _("The question was raised whether"),
    ContributionType.PROPOSAL: _("It was suggested that"),
}


class FloorState(TextChoices):
    """Whether the list of speakers takes names. Closing is announced before it happens."""

    CLOSED = "closed", _("floor closed")
    OPEN = "open", _("floor open")
    CLOSING = "closing", _("list of speakers about to close")


class FloorOrder(TextChoices):
    """In which order those who ask are called; whoever speaks for a group of bodies goes first in each of them."""

    ASKED = "asked", _("as they ask")
    PROTOCOL = "protocol", _("by protocol: stakeholder groups in their order, bodies by name")
    ALTERNATE = "alternate", _("stakeholder groups in turn")


class RequestKind(TextChoices):
    SPEAK = "speak", _("To speak")
    POINT_OF_ORDER = "point-of-order", _("Point of order")
    REPLY = "reply", _("Right of reply")


class RequestState(TextChoices):
    WAITING = "waiting", _("waiting")
    SPEAKING = "speaking", _("has the floor")
    SPOKEN = "spoken", _("has spoken")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PASSED = "passed", _("not there when called")


class RecommendationState(TextChoices):
    CANDIDATE = "candidate", _("candidate")
    PUT_FORWARD = "put-forward", _("put forward")
    ADOPTED = "adopted", _("adopted by vote")
    WITHOUT_VOTE = "without-vote", _("adopted without a vote")
    RESERVED = "reserved", _("adopted with reservations")
    NOT_ADOPTED = "not-adopted", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced by other texts")


# Texts that a body has made its own.
ADOPTED = (RecommendationState.ADOPTED, RecommendationState.WITHOUT_VOTE, RecommendationState.RESERVED)
# Texts that no longer stand under their question; their pages stay.
GONE = (RecommendationState.WITHDRAWN, RecommendationState.REPLACED)


class Modality(TextChoices):
    """How binding a recommendation is put, from the strongest. "Must" needs the obligation that it stands on."""

    MUST = "must", _("must (a treaty obliges)")
    SHOULD = "should", _("should")
    SHOULD_CONSIDER = "should consider", _("should consider")
    ENCOURAGED = "is encouraged to", _("is encouraged or invited to")
    COULD = "could", _("could")


# What a new text can be given at once: "must" comes with the obligation that it stands on.
FIRST_MODALITIES = tuple((value, label) for value, label in Modality.choices if value != Modality.MUST)


class VersionKind(TextChoices):
    """What made a version of a text."""

    FIRST = "first", _("as proposed")
    REWORDED = "reworded", _("reworded")
    AMENDED = "amended", _("amended")
    BRACKETED = "bracketed", _("disputed words in brackets")
    MERGED = "merged", _("merged from other texts")
    SPLIT = "split", _("a part of another text")
    DIVIDED = "divided", _("without a paragraph that was voted out")


class AmendmentState(TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted by the sponsor")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")
    BRACKETED = "bracketed", _("in square brackets")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed: its words were changed")


class SeparateState(TextChoices):
    """What becomes of a request for a separate vote on a paragraph."""

    ASKED = "asked", _("asked for")
    PUT = "put", _("put to the vote")
    KEPT = "kept", _("kept")
    TAKEN_OUT = "taken-out", _("taken out")
    UNDECIDED = "undecided", _("nothing decided: the quorum was missing")
    DECLINED = "declined", _("not granted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed: the text was changed or decided")


class AmendmentsBy(TextChoices):
    """Who decides amendments; a friendly one the sponsor can accept under either rule."""

    CHAIR = "chair", _("the chair")
    SPONSOR = "sponsor", _("the main sponsor, and the chair")


class LineageKind(TextChoices):
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")


class CommitmentState(TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under-way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("no longer pursued")


# What nobody need be reminded of any more.
ENDED = (CommitmentState.DONE, CommitmentState.DROPPED)


class NoticeKind(TextChoices):
    TURNED = "turned", _("Your contribution was turned into a recommendation.")
    PROMPTED = "prompted", _("Somebody wrote a recommendation that your contribution prompted.")
    AMENDED = "amended", _("An amendment to a text you stand behind waits for you.")
    DECIDED = "decided", _("An amendment you proposed was decided.")
    CHANGED = "changed", _("A text you stand behind has a new version: do you still stand behind it?")
    POSITION = "position", _("A text you took a position on has a new version: does your position stand?")
    REPLACED = "replaced", _("A text you stand behind was merged or split: do you stand behind what came of it?")
    RESTORED = "restored", _("A merger or split was undone: the text you stand behind is back.")
    ASSIGNED = "assigned", _("You, or your delegation, answer for a commitment.")
    REVIEW = "review", _("A commitment you answer for is to be reviewed: say how it stands.")
    SILENCE = "silence", _("A text is under the silence procedure: acknowledge that you have received it.")
    BROKEN = "broken", _("The silence on a text was broken: it is back with the chair.")
    OPEN = "open", _("A question was put to you, or to your delegation: you can answer it now.")
    CLOSING = (
        "closing",
        _("A question put to you, or to your delegation, is about to close: answer it if you have not."),
    )


class Told(IntegerChoices):
    """How far those who are entitled were told of a question."""

    NOBODY = 0
    OPEN = 1
    CLOSING = 2


class BallotState(TextChoices):
    PLANNED = "planned", _("not yet open")
    OPEN = "open", _("open")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")


# A question that was put and is not closed: its text stays as it is.
RUNNING = (BallotState.OPEN, BallotState.SUSPENDED)


class Majority(TextChoices):
    """What adopts a text; the values are those of ``rules.majority``."""

    SIMPLE = "simple", _("more yes than no")
    TWO_THIRDS = "two-thirds", _("two thirds of those who vote yes or no")


class Method(TextChoices):
    TEMPERATURE = "temperature", _("Temperature check")
    STATEMENT = "statement", _("Statement vote")
    CONSENSUS = "consensus", _("Adoption without a vote")
    SILENCE = "silence", _("Silence procedure")
    RECORDED = "recorded", _("Recorded vote")
    SECRET = "secret", _("Secret ballot")
    APPROVAL = "approval", _("Choice by approval")
    RANKED = "ranked", _("Choice by ranking")
    POINTS = "points", _("Choice by points")


class Choice(TextChoices):
    SUPPORT = "support", _("Support")
    LIVE_WITH = "live-with", _("Can live with")
    OBJECT = "object", _("Object")
    ABSTAIN = "abstain", _("Abstain")
    AWAITING = "awaiting", _("No position yet")
    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")
    PASS = "pass", _("Pass")
    YES = "yes", _("Yes")
    NO = "no", _("No")
    JOIN = "join", _("No objection")
    DISSOCIATE = "dissociate", _("Dissociate")
    BREAK = "break", _("Break the silence")


CHOICES: dict[Method, tuple[Choice, ...]] = {
    Method.TEMPERATURE: (Choice.SUPPORT, Choice.LIVE_WITH, Choice.OBJECT, Choice.ABSTAIN, Choice.AWAITING),
    Method.STATEMENT: (Choice.AGREE, Choice.DISAGREE, Choice.PASS),
    Method.CONSENSUS: (Choice.JOIN, Choice.DISSOCIATE, Choice.OBJECT),
    Method.SILENCE: (Choice.BREAK,),
    Method.RECORDED: (Choice.YES, Choice.NO, Choice.ABSTAIN),
    Method.SECRET: (Choice.YES, Choice.NO, Choice.ABSTAIN),
}
# Among options instead of on a text.
AMONG_OPTIONS = frozenset({Method.APPROVAL, Method.RANKED, Method.POINTS})
# Cast on a page of their own, reviewed first; never by a socket or from a browser's outbox.
ON_A_PAPER = AMONG_OPTIONS | {Method.SECRET}
BY_BODIES = frozenset({Method.CONSENSUS, Method.SILENCE, Method.RECORDED})
# The list of the entitled is frozen when the question is put; of what only takes the temperature, when it closes.
LISTED = BY_BODIES | ON_A_PAPER
# Counted at the close; the chair declares what the count decides.
DECLARED = frozenset({Method.RECORDED, Method.SECRET})
# Answered over days where the desk gives it the time; silence has a notice of its own.
BY_TIME = frozenset(Method) - {Method.CONSENSUS, Method.SILENCE, Method.STATEMENT}
# What settles a text: it is a candidate then, and each has a record of its own.
DECIDING = BY_BODIES | DECLARED
# One such answer ends the question at once.
STOPS = frozenset({(Method.CONSENSUS, Choice.OBJECT), (Method.SILENCE, Choice.BREAK)})
# "No position yet" says that somebody awaits instructions: it is in no base.
IN_NO_BASE = frozenset({Choice.AWAITING})
NEEDS_REASON = frozenset({Choice.OBJECT, Choice.DISSOCIATE})


class Way(TextChoices):
    """How an answer came in, where its own people did not give it on their screens."""

    OWN = "", _("by themselves")
    ROOM = "room", _("said in the room")
    TELEPHONE = "telephone", _("told by telephone")
    ROLL = "roll", _("at the roll call")


class Outcome(TextChoices):
    """What a ballot that decides came to. Nothing is decided before it is declared, ended by the clock, or stopped."""

    ADOPTED = "adopted", _("adopted")
    NOT_ADOPTED = "not-adopted", _("not adopted")
    NO_QUORUM = "no-quorum", _("nothing decided: the quorum was missing")
    WITHOUT_VOTE = "without-vote", _("adopted without a vote")
    CONSENSUS = "consensus", _("adopted by consensus")
    STOPPED = "stopped", _("stopped by an objection: back to the chair")
    BROKEN = "broken", _("the silence was broken: back to the chair")
    CALLED_OFF = "called-off", _("called off by the chair")


class PositionKind(TextChoices):
    """Statements on position, in the order in which they are printed."""

    GENERAL = "general", _("General comment")
    BEFORE = "before", _("Explanation of vote before the vote")
    AFTER = "after", _("Explanation of vote after the vote")
    EXPLANATION = "explanation", _("Explanation of position")
    RESERVATION = "reservation", _("Reservation")
    DISSOCIATION = "dissociation", _("Dissociation")
    REPLY = "reply", _("Right of reply")


TRANSITIONS: dict[type[TextChoices], dict[str, frozenset[str]]] = {
    QuestionState: {
        QuestionState.PLANNED: frozenset({QuestionState.OPEN}),
        QuestionState.OPEN: frozenset({QuestionState.CLOSED}),
        QuestionState.CLOSED: frozenset({QuestionState.OPEN}),
    },
    ContributionState: {
        ContributionState.SHOWN: frozenset(
            {ContributionState.HELD, ContributionState.HIDDEN, ContributionState.WITHDRAWN}
        ),
        ContributionState.HELD: frozenset(
            {ContributionState.SHOWN, ContributionState.HIDDEN, ContributionState.WITHDRAWN}
        ),
        ContributionState.HIDDEN: frozenset({ContributionState.SHOWN, ContributionState.WITHDRAWN}),
        ContributionState.WITHDRAWN: frozenset(),
    },
    FloorState: {
        FloorState.CLOSED: frozenset({FloorState.OPEN}),
        FloorState.OPEN: frozenset({FloorState.CLOSING, FloorState.CLOSED}),
        FloorState.CLOSING: frozenset({FloorState.OPEN, FloorState.CLOSED}),
    },
    RequestState: {
        RequestState.WAITING: frozenset({RequestState.SPEAKING, RequestState.WITHDRAWN, RequestState.PASSED}),
        RequestState.SPEAKING: frozenset({RequestState.SPOKEN, RequestState.WAITING, RequestState.PASSED}),
        RequestState.PASSED: frozenset({RequestState.WAITING, RequestState.SPEAKING}),
        RequestState.SPOKEN: frozenset(),
        RequestState.WITHDRAWN: frozenset(),
    },
    RecommendationState: {
        RecommendationState.CANDIDATE: frozenset(
            set(RecommendationState) - {RecommendationState.CANDIDATE, RecommendationState.RESERVED}
        ),
        RecommendationState.PUT_FORWARD: frozenset({RecommendationState.CANDIDATE}),
        RecommendationState.ADOPTED: frozenset({RecommendationState.RESERVED}),
        RecommendationState.WITHOUT_VOTE: frozenset({RecommendationState.RESERVED}),
        RecommendationState.RESERVED: frozenset(),
        RecommendationState.NOT_ADOPTED: frozenset({RecommendationState.CANDIDATE}),
        RecommendationState.WITHDRAWN: frozenset(),
        RecommendationState.REPLACED: frozenset({RecommendationState.CANDIDATE}),
    },
    AmendmentState: {
        AmendmentState.OPEN: frozenset(set(AmendmentState) - {AmendmentState.OPEN}),
        **{state: frozenset() for state in AmendmentState if state != AmendmentState.OPEN},
    },
    SeparateState: {
        SeparateState.ASKED: frozenset(
            {SeparateState.PUT, SeparateState.DECLINED, SeparateState.WITHDRAWN, SeparateState.LAPSED}
        ),
        SeparateState.PUT: frozenset({SeparateState.KEPT, SeparateState.TAKEN_OUT, SeparateState.UNDECIDED}),
        **{state: frozenset() for state in SeparateState if state not in (SeparateState.ASKED, SeparateState.PUT)},
    },
    BallotState: {
        BallotState.PLANNED: frozenset({BallotState.OPEN}),
        BallotState.OPEN: frozenset({BallotState.SUSPENDED, BallotState.CLOSED}),
        BallotState.SUSPENDED: frozenset({BallotState.OPEN}),
        BallotState.CLOSED: frozenset(),
    },
}


def may_become(kind: type[TextChoices], now: str, then: str) -> Answer:
    """Whether something in state ``now`` may become ``then``."""
    if then in TRANSITIONS[kind][now]:
        return Allowed()
    return Refused(_("This is {now}: it cannot become {then}.").format(now=kind(now).label, then=kind(then).label))
