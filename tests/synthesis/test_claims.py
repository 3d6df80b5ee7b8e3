"""Whatever hangs on a guest goes with them into the account that they claim: every foreign key of every package."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

from consult import privacy
from consult.actions import joining
from consult.models import Consultation, Participant, User
from sessions_app.models import GuidingQuestion, Recommendation
from tests.factories import GuestFactory, ParticipantFactory, make_electorate, make_room
from tests.sessions_app.factories import make_session, put, say

pytestmark = pytest.mark.django_db
PACKAGES = ("consult", "sessions_app", "synthesis")
GONE = {
    "consult.User_groups.user": "Django’s own, which nothing here gives or asks",
    "consult.User_user_permissions.user": "the same",
    "synthesis.Editing.participant": "who is at a paragraph now: the page says it again within seconds",
    "synthesis.PolisVoter.participant": "of those whom an import made, who have no address and never sign in",
}


def keys_to(model: type[models.Model]) -> dict[str, models.ForeignKey]:
    """ "package.Model.field" -> each foreign key to ``model``, those of tables between two models among them."""
    return {
        f"{field.model._meta.label}.{field.name}": field
        for package in PACKAGES
        for one in apps.get_app_config(package).get_models(include_auto_created=True)
        for field in one._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    }


TO_PARTICIPANTS, TO_ACCOUNTS = keys_to(Participant), keys_to(User)


def made(model: type[models.Model], consultation: Consultation, **given: Any) -> models.Model:
    """A row with as little in it as the database takes, besides what is ``given``."""
    for field in model._meta.concrete_fields:
        if field.name not in given and not field.null and not field.primary_key and field.default is NOT_PROVIDED:
            given[field.name] = _value(field, consultation)
    row = model(**given)
    row.save(force_insert=True)
    return row


def _value(field: models.Field, consultation: Consultation) -> Any:
    if isinstance(field, models.ForeignKey):
        if field.related_model is Consultation:
            return consultation
        there = field.related_model._base_manager.all()
        if field.unique:
            there = there.exclude(pk__in=field.model._base_manager.values(field.attname))
        return there.first() or made(field.related_model, consultation)
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.IntegerField):
        return field.choices[0][0] if field.choices else 1
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.UUIDField):
        return uuid4()
    return field.choices[0][0] if field.choices else "x"


@pytest.fixture
def both() -> tuple[Participant, Participant]:
    """(the guest, the account), of the same body."""
    room = make_room()
    put(room.people["chair"], make_session(room.consultation, questions=1).questions.get())
    body = {"delegation": room.delegations["States B"], "group": room.groups["States"]}
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), **body)
    return guest, ParticipantFactory(consultation=room.consultation, **body)


def left_behind(key: str, guest: Participant, account: Participant) -> bool:
    """Whether a row that hangs on the guest by ``key`` is not the account's after the claim."""
    field = {**TO_PARTICIPANTS, **TO_ACCOUNTS}[key]
    is_account = key in TO_ACCOUNTS
    given: dict[str, Any] = {field.name: guest.user if is_account else guest}
    if key.startswith("consult.Elector."):
        given["electorate"] = make_electorate(guest.consultation)
    if key == "consult.ParticipantRole.participant":
        given["role"] = "chair"
    if key == "sessions_app.Authorization.participant":
        given["delegation"] = guest.delegation
    if key == "sessions_app.Notice.participant":
        given["recommendation"] = Recommendation.objects.get()
    if key == "synthesis.Disposition.set_by":
        given |= {"contribution": say(guest, GuidingQuestion.objects.get()), "reason": ""}
    row = made(field.model, guest.consultation, **given)
    if key == "sessions_app.Session.scribe":
        row.members.add(guest)
    joining.claim(guest.user, account.user.email)
    heir = account.user_id if is_account else account.pk
    rows = field.model._base_manager.filter(**{field.attname: heir})
    if key in {"consult.ParticipantRole.participant", "sessions_app.Session_members.participant"}:
        others = {name: value for name, value in given.items() if name != field.name}
        return not rows.filter(**others).exists()
    return not rows.filter(pk=row.pk).exists()


@pytest.mark.parametrize("key", sorted({*TO_PARTICIPANTS, *TO_ACCOUNTS} - {"consult.Participant.user"}))
def test_what_hangs_on_the_guest_hangs_on_the_account(key, both):
    assert left_behind(key, *both) == (key in GONE), key


def test_a_package_that_forgot_to_move_its_rows_is_noticed(both, monkeypatch):
    monkeypatch.delitem(privacy.merging, "synthesis")
    assert left_behind("synthesis.SetAside.by", *both)


def test_the_keys_are_found_wherever_they_stand():
    assert {"consult.Invitation.accepted_by", "sessions_app.Sponsor.participant", "synthesis.Code.coder"} < set(
        TO_PARTICIPANTS
    )
    assert "sessions_app.Session_members.participant" in TO_PARTICIPANTS
    assert "consult.DocumentImport.uploaded_by" in TO_ACCOUNTS
    assert set(GONE) <= {*TO_PARTICIPANTS, *TO_ACCOUNTS}
