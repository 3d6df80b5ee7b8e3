"""Texts with sponsors and amendments for tests."""

from consult.models import Participant
from sessions_app.actions import amendment, drafting, sponsor
from sessions_app.models import Amendment, Recommendation
from tests.factories import ParticipantFactory, Room
from tests.sessions_app.factories import standing_of

TEXT = "States should publish the assessment of each deployment."


def make_text(room: Room, text: str = TEXT, number: int = 1) -> Recommendation:
    """A candidate of the rapporteur's under the first question."""
    question = room.consultation.sessions.get().questions.get(number=number)
    return drafting.propose(standing_of(room.people["rapporteur"]), question.pk, text=text)


def make_body(room: Room, name: str, group: str = "Civil society") -> Participant:
    """A participant who speaks for a delegation of that name, and is on the list."""
    body = room.delegations[name]
    return ParticipantFactory(
        consultation=room.consultation, name=f"Of {name}", group=room.group(group), delegation=body, is_elector=True
    )


def led_by(row: Recommendation, person: Participant) -> Recommendation:
    """The text with a main sponsor."""
    drafting.sponsored(row, person, is_main=True, confirmed=1)
    return row


def joined(row: Recommendation, person: Participant) -> Recommendation:
    sponsor.stand(standing_of(person), row.pk)
    return row


def amend(person: Participant, row: Recommendation, text: str, **fields: object) -> Amendment:
    """An amendment to the newest version."""
    version = row.versions.order_by("-version")[0].version
    return amendment.amend(standing_of(person), row.pk, text=text, **({"version": version} | fields))  # type: ignore[arg-type]


def words_of(row: Recommendation) -> str:
    """The text as it stands."""
    return row.versions.order_by("-version")[0].text
