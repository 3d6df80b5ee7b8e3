"""“Is my contribution confidential? Is my vote secret?”: every sentence of the page is held by a test here.

``HOLDS`` names, for each key of ``queries.confidentiality``, the test that holds it; a sentence without one fails.
"""

import inspect
import itertools
import logging
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from consult.attribution import TIGHTENINGS, Audience, Detail, Person, Quotation, Rule, may_quote, quoted_as, shown_as
from consult.models import Consultation, Elector, Invitation, Participant, RecordEntry
from consult.procedure import MAY, Act, Role
from consult.queries.confidentiality import answers
from consult.queries.people import here
from sessions_app.actions import secret
from sessions_app.models import Ballot, Contribution, Participation, SecretVote, Vote
from sessions_app.queries.secret import result as secret_result
from sessions_app.rules.shown import DESK, INSIDE, OUTSIDE, View, what
from tests.consult.entries import CODE, form
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db


def holds_attribution() -> None:
    """``test_attribution.test_the_three_lines_say_what_happens`` holds them for every rule; here: what is printed."""
    for rule in Rule:
        person = Person(name="N", delegation="D", group="G", group_size=9, rule=rule)
        assert str(shown_as(person, Audience.INSIDE).label)
        assert (shown_as(person, Audience.OUTSIDE).detail is Detail.NOTHING) == (
            rule in {Rule.CHATHAM_HOUSE, Rule.ANONYMOUS}
        )


def holds_less() -> None:
    order = list(Detail)
    for rule, at_most in itertools.product(Rule, Detail):
        shown = shown_as(Person(name="N", delegation="D", group="G", rule=rule, at_most=at_most), Audience.INSIDE)
        assert order.index(shown.detail) >= order.index(at_most)


def holds_keeps_rule() -> None:
    room = make_room(rule="by-group")
    said = say(room.people["participant"], make_session(room.consultation).questions.first())
    Consultation.objects.filter(pk=room.consultation.pk).update(attribution_rule="anonymous")
    assert Contribution.objects.get(pk=said.pk).rule == "by-group"


def holds_stricter() -> None:
    order = list(Rule)
    assert all(order.index(then) > order.index(now) for now, then_ in TIGHTENINGS.items() for then in then_)


def holds_quotation() -> None:
    person = Person(name="N", delegation="D")
    assert not may_quote(Quotation.NONE, person, Audience.OUTSIDE)
    assert quoted_as(Quotation.WITHOUT_NAME, person).label == ""
    assert "N" in str(quoted_as(Quotation.BY_NAME, person).label)


def holds_desk() -> None:
    assert MAY[Act.SEE_PEOPLE] == {Role.CONVENOR, Role.CHAIR, Role.SECRETARIAT}
    room = make_room()
    for role in ("convenor", "chair"):
        reader = Client()
        reader.force_login(room.people[role].user)
        reader.get(reverse("people", args=[room.slug]))
    assert RecordEntry.objects.filter(act="read names").count() == 2


def holds_result() -> None:
    for method in ("temperature", "statement"):
        closed = {
            (rule, audience): what(rule=rule, method=method, is_closed=True, audience=audience)
            for rule in Rule
            for audience in (INSIDE, OUTSIDE)
        }
        for audience in (INSIDE, OUTSIDE):
            assert closed[Rule.ON_THE_RECORD, audience] is View.POSITIONS
            assert closed[Rule.BY_GROUP, audience] is View.GROUPS
            assert closed[Rule.ANONYMOUS, audience] is View.GROUPS
        assert closed[Rule.CHATHAM_HOUSE, INSIDE] is View.GROUPS
        assert closed[Rule.CHATHAM_HOUSE, OUTSIDE] is View.NOTHING
    assert what(rule="by-delegation", method="temperature", is_closed=True, audience=OUTSIDE) is View.POSITIONS


def holds_running() -> None:
    for rule, audience, method in itertools.product(Rule, ("inside", "outside", "desk"), ("temperature", "statement")):
        running = what(rule=rule, method=method, is_closed=False, audience=audience)
        assert running in {View.TURNOUT, View.NOTHING}


def holds_stored() -> None:
    room = make_room()
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    for choice in ("support", "abstain"):
        assert vote(room.people["participant"], ballot, choice)["answer"] == "ok"
    assert Vote.objects.get().choice == "abstain"
    assert Vote.objects.get().elector.delegation == room.delegations["States A"]


def holds_record() -> None:
    room = make_room(join_code="ACDE3H4K")
    Client().post(
        reverse("join_code", args=["ACDE3H4K"]),
        {"name": "Marker", "group": room.group("States").pk, "capacity": "personal", "quotation": "none"},
    )
    desk = Client()
    desk.force_login(room.people["convenor"].user)
    desk.post(
        reverse("invite", args=[room.slug]), {"people": "marker@example.org; Marker", "role": "observer", "send": "on"}
    )
    say(room.people["participant"], make_session(room.consultation).questions.first(), "Marker of a text")
    entries = RecordEntry.objects.all()
    assert entries.count() >= 4
    for entry in entries:
        assert "marker" not in entry.body.lower()


def holds_addresses() -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            assert not isinstance(field, models.GenericIPAddressField), (model, field)
            assert field.name not in {"ip", "ip_address", "remote_addr", "user_agent"}, (model, field)
    for name in ("django.channels.server", "daphne"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


def holds_links() -> None:
    fields = {field.name for field in Invitation._meta.get_fields()}
    assert "token_hash" in fields
    assert "token" not in fields


def holds_mail() -> None:
    room = make_room(title="Marker of a topic")
    desk = Client()
    desk.force_login(room.people["convenor"].user)
    desk.post(reverse("invite", args=[room.slug]), {"people": "a@example.org", "role": "observer", "send": "on"})
    assert len(mail.outbox) == 1
    assert "Marker" not in mail.outbox[0].subject + mail.outbox[0].body


def holds_own_data() -> None:
    room = make_room()
    me = Client()
    me.force_login(room.people["participant"].user)
    assert me.get(reverse("own_data")).json()["people"]["account"]["email"] == room.people["participant"].user.email


def holds_as_a_fact() -> None:
    """Not a promise but a warning: nothing here is encrypted against whoever runs the server."""
    room = make_room()
    said = say(room.people["participant"], make_session(room.consultation).questions.first(), "Plain text.")
    assert Contribution.objects.filter(pk=said.pk, text="Plain text.").exists()


def secret_ballot() -> tuple[Room, Ballot, Participant]:
    room = make_room(per_group=1)
    text = make_session(room.consultation, questions=1).questions.get().recommendations.get()
    return room, secret.put(here(room.consultation, room.people["chair"].user), text.pk), room.people["States 1"]


def holds_secret_apart() -> None:
    for model, other in ((SecretVote, Elector), (Participation, SecretVote)):
        fields = model._meta.get_fields()
        assert not any(field.is_relation and field.related_model is other for field in fields)
        assert not any(isinstance(field, models.DateTimeField | models.AutoField) for field in fields)


def holds_secret_final() -> None:
    _room, ballot, person = secret_ballot()
    for choice in ("yes", "no"):
        secret.cast(person.pk, ballot.pk, choice)
    assert SecretVote.objects.get().choice == "yes"


def holds_secret_receipt() -> None:
    _room, ballot, person = secret_ballot()
    assert secret.cast(person.pk, ballot.pk, "yes")["receipt"] == str(Participation.objects.get().pk)


def holds_secret_close() -> None:
    """``faults.test_relinking`` holds it for the rows and the files; here: that all is written anew, and totals."""
    room, ballot, person = secret_ballot()
    secret.cast(person.pk, ballot.pk, "yes")
    before = SecretVote.objects.get().pk
    secret.close(ballot.pk, room.people["chair"])
    assert SecretVote.objects.get().pk != before
    for rule, audience in itertools.product(Rule, (INSIDE, OUTSIDE, DESK)):
        seen = what(rule=rule, method="secret", is_closed=True, audience=audience)
        assert seen in {View.TOTAL, View.NOTHING}


def holds_device() -> None:
    """In a browser ``journeys.test_outbox`` holds it; here: whom a page tells to keep something, and for how long."""
    room = make_room(join_code=CODE)
    person, reader, page = room.people["participant"], Client(), reverse("confidentiality", args=[room.slug])
    reader.force_login(person.user)
    assert 'data-keep="nothing"' not in reader.get(page).text
    Participant.objects.filter(pk=person.pk).update(keep_nothing=True)
    assert 'data-keep="nothing"' in reader.get(page).text
    guest = Client()
    guest.post(reverse("join_code", args=[CODE]), form(room))
    assert 'data-keep="nothing"' in guest.get(page).text
    assert "data-signout" in guest.get(reverse("account")).text
    script = (settings.BASE_DIR / "static/js/unsaved.js").read_text()
    assert "const AGE = 7 * 24 * 3600e3" in script


def holds_secret_small() -> None:
    room, ballot, person = secret_ballot()
    secret.cast(person.pk, ballot.pk, "yes")
    shown = secret_result(secret.close(ballot.pk, room.people["chair"]), Rule.ON_THE_RECORD)
    assert shown is not None
    assert shown.counts == []


HOLDS = {
    "here": holds_attribution,
    "outside": holds_attribution,
    "limits": holds_attribution,
    "less": holds_less,
    "keeps rule": holds_keeps_rule,
    "stricter": holds_stricter,
    "quotation": holds_quotation,
    "desk": holds_desk,
    "result": holds_result,
    "running": holds_running,
    "stored": holds_stored,
    "hosting": holds_as_a_fact,
    "operator": holds_as_a_fact,
    "record": holds_record,
    "addresses": holds_addresses,
    "device": holds_device,
    "links": holds_links,
    "mail": holds_mail,
    "own data": holds_own_data,
    "secret apart": holds_secret_apart,
    "secret final": holds_secret_final,
    "secret receipt": holds_secret_receipt,
    "secret close": holds_secret_close,
    "secret operator": holds_as_a_fact,
    "secret device": holds_as_a_fact,
    "secret small": holds_secret_small,
}


@pytest.mark.parametrize("key", HOLDS)
def test_the_sentence_is_held(key: str) -> None:
    HOLDS[key]()


@pytest.mark.parametrize("rule", Rule)
def test_every_sentence_of_the_page_has_its_test(client: Client, rule: Rule, settings: Any) -> None:
    settings.HOSTING = "Hosted by the house of this test."
    for discussion_only in (False, True):
        room = make_room(rule=rule, discussion_only=discussion_only)
        page = client.get(reverse("confidentiality", args=[room.slug])).content.decode()
        for part in answers(room.consultation, settings.HOSTING):
            for sentence in part.sentences:
                assert sentence.key in HOLDS
                assert str(sentence.text) in page
        assert settings.HOSTING in page


def test_the_tests_are_functions_of_this_file() -> None:
    assert all(inspect.getmodule(test) is inspect.getmodule(holds_mail) for test in HOLDS.values())
