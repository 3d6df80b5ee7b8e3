"""Sessions, texts and ballots for tests, in a room of ``tests.factories``."""

from consult.models import Consultation, Participant
from consult.queries.people import Here, here
from sessions_app.actions import discussion, voting
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Recommendation, RecommendationVersion, Session
from sessions_app.states import QuestionState


def make_session(consultation: Consultation, questions: int = 2, **fields: object) -> Session:
    """A session whose questions are open, with one candidate recommendation under each."""
    session = Session.objects.create(consultation=consultation, title="Sitting", **fields)
    for number in range(1, questions + 1):
        question = GuidingQuestion.objects.create(
            session=session, number=number, text=f"What about point {number}?", state=QuestionState.OPEN
        )
        text = Recommendation.objects.create(consultation=consultation, question=question, number=f"{number}.1")
        RecommendationVersion.objects.create(recommendation=text, version=1, text=f"States should do thing {number}.")
    return session


def standing_of(participant: Participant) -> Here:
    return here(Consultation.objects.get(pk=participant.consultation_id), participant.user)


def say(
    participant: Participant, question: GuidingQuestion, text: str = "A thing was seen.", **fields: object
) -> Contribution:
    return discussion.contribute(standing_of(participant), question.pk, text=text, **fields)  # type: ignore[arg-type]


def put(chair: Participant, question: GuidingQuestion, **fields: object) -> Ballot:
    return voting.put(standing_of(chair), question.recommendations.get().pk, **fields)  # type: ignore[arg-type]


def vote(
    participant: Participant, ballot: Ballot, choice: str, reason: str = "", **fields: object
) -> dict[str, object]:
    command = voting.VoteCommand(participant.pk, ballot.pk, choice, reason, **fields)  # type: ignore[arg-type]
    return voting.cast_votes([command])[0]
