"""People and consultations for tests, with plain invented labels.

    room = make_room(rule="chatham-house")        # a consultation with groups, delegations and one person per role
    room.people["chair"]; room.group("States"); client.force_login(room.people["participant"].user)
    person = ParticipantFactory(consultation=room.consultation, roles=["participant"], is_elector=True)

What belongs to sessions (questions, ballots, contributions) is made by the factories beside its own tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from consult.models import (
    Consultation,
    Delegation,
    Elector,
    Electorate,
    Participant,
    ParticipantRole,
    Phase,
    StakeholderGroup,
    User,
)
from consult.procedure import PhaseKind, Role

PARTICIPANTS = "participants"  # the name of the electorate that everybody invited belongs to
OPEN = (PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION)
GROUPS = ("States", "Civil society", "Business", "Academia")


class UserFactory(factory.django.DjangoModelFactory):
    """An account with an address; ``GuestFactory`` for one without."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = "!"  # no password: a code by e-mail


class GuestFactory(UserFactory):
    email = None
    name = factory.Sequence(lambda n: f"Guest {n}")


class ConsultationFactory(factory.django.DjangoModelFactory):
    """A consultation whose phases in ``phases`` (kinds) opened yesterday and have no end."""

    class Meta:
        model = Consultation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"consultation-{n}")
    title = factory.Sequence(lambda n: f"Consultation {n}")
    host = "Host body"
    city = "Geneva"
    time_zone = "Europe/Zurich"
    language = "en"

    @factory.post_generation
    def phases(self: Any, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        open_phases(self, OPEN if extracted is None else extracted)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StakeholderGroup

    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    mark = factory.Sequence(lambda n: n % 8)
    position = factory.Sequence(lambda n: n)


class DelegationFactory(factory.django.DjangoModelFactory):
    """A delegation; without a group, a group of its consultation is made."""

    class Meta:
        model = Delegation

    consultation = factory.SubFactory(ConsultationFactory)
    group = factory.SubFactory(GroupFactory, consultation=factory.SelfAttribute("..consultation"))
    name = factory.Sequence(lambda n: f"Delegation {n}")


class ParticipantFactory(factory.django.DjangoModelFactory):
    """A participant with ``roles`` (default: participant); ``is_elector`` lists their delegation, or else them."""

    class Meta:
        model = Participant
        skip_postgeneration_save = True

    consultation = factory.SubFactory(ConsultationFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.name")

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for role in [Role.PARTICIPANT] if extracted is None else extracted:
            ParticipantRole.objects.get_or_create(participant=self, role=role)

    @factory.post_generation
    def is_elector(self: Any, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if extracted:
            make_elector(self)


def open_phases(consultation: Consultation, kinds: Iterable[str]) -> None:
    """Exactly the phases of ``kinds`` are open now."""
    Phase.objects.filter(consultation=consultation).delete()
    start = timezone.now() - timedelta(days=1)
    Phase.objects.bulk_create(Phase(consultation=consultation, kind=kind, opens_at=start) for kind in kinds)
    getattr(consultation, "_prefetched_objects_cache", {}).clear()


def make_electorate(consultation: Consultation) -> Electorate:
    return Electorate.objects.get_or_create(consultation=consultation, name=PARTICIPANTS)[0]


def make_elector(participant: Participant) -> Elector:
    """List the participant's delegation, or the participant where there is none."""
    electorate = make_electorate(participant.consultation)
    whom: dict[str, Any] = (
        {"delegation": participant.delegation} if participant.delegation_id else {"participant": participant}
    )
    group = participant.delegation.group if participant.delegation else participant.group
    return Elector.objects.get_or_create(
        electorate=electorate, **whom, defaults={"group": group, "is_guest": participant.user.is_guest}
    )[0]


@dataclass
class Room:
    """A consultation in use. people: role -> one participant who holds that role alone."""

    consultation: Consultation
    electorate: Electorate
    groups: dict[str, StakeholderGroup] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    people: dict[str, Participant] = field(default_factory=dict)

    def group(self, name: str) -> StakeholderGroup:
        return self.groups[name]

    @property
    def slug(self) -> str:
        return self.consultation.slug


def make_room(*, rule: str = "on-the-record", phases: Iterable[str] = OPEN, per_group: int = 0, **fields: Any) -> Room:
    """A consultation with four groups of two delegations and one person per role.

    The participant speaks for the first State and is an elector. ``per_group`` adds that many members to each group,
    each with a delegation of their own, all electors: room.people["States 1"] and so on.
    """
    consultation = ConsultationFactory(attribution_rule=rule, phases=list(phases), **fields)
    room = Room(consultation=consultation, electorate=make_electorate(consultation))
    made = [
        GroupFactory.build(consultation=consultation, name=name, mark=place, position=place)
        for place, name in enumerate(GROUPS)
    ]
    room.groups = {group.name: group for group in StakeholderGroup.objects.bulk_create(made)}
    labels = [(f"{name} {letter}", group) for name, group in room.groups.items() for letter in "AB"]
    members = [(f"{name} {n}", group) for name, group in room.groups.items() for n in range(1, per_group + 1)]
    bodies = Delegation.objects.bulk_create(
        Delegation(consultation=consultation, group=group, name=label)
        for label, group in [*labels, *((f"{label} delegation", group) for label, group in members)]
    )
    room.delegations = {body.name: body for body in bodies[: len(labels)]}
    _seat(room, [label for label, _group in members], bodies[len(labels) :])
    return room


def _seat(room: Room, members: list[str], bodies: list[Delegation]) -> None:
    """One person a role, and ``members``, each of whom speaks for one of ``bodies``, all at once."""
    roles = [role for role in Role if role not in {Role.PUBLIC, Role.SECRETARIAT}]
    users = User.objects.bulk_create(UserFactory.build() for _ in [*roles, *members])
    names = [*(f"The {role}" for role in roles), *members]
    people = [
        Participant(consultation=room.consultation, user=user, name=name)
        for user, name in zip(users, names, strict=True)
    ]
    by_role = dict(zip(roles, people, strict=False))
    speaker, heads = by_role[Role.PARTICIPANT], people[len(roles) :]
    speaker.is_head = True
    for person, body in zip([speaker, *heads], [room.delegations["States A"], *bodies], strict=True):
        person.delegation, person.group = body, body.group
    Participant.objects.bulk_create(people)
    ParticipantRole.objects.bulk_create(
        ParticipantRole(participant=person, role=role)
        for person, role in [*((one, role) for role, one in by_role.items()), *((one, "participant") for one in heads)]
    )
    Elector.objects.bulk_create(
        Elector(electorate=room.electorate, delegation=person.delegation, group=person.group)
        for person in (speaker, *heads)
    )
    room.people = {**by_role, **dict(zip(members, heads, strict=True))}
