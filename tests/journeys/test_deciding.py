"""Deciding in a browser: every page looked at by axe; four texts decided in four ways, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from consult import record
from consult.models import RecordEntry
from consult.procedure import PhaseKind
from sessions_app.actions import choice as choosing
from sessions_app.actions import closing, consensus, opinion, position, recorded, secret, separate, silence
from sessions_app.actions.choice import Draft
from sessions_app.management.commands.tick import tick
from sessions_app.models import Ballot, DecisionTerms, Recommendation
from tests.factories import ParticipantFactory, Room, make_room
from tests.journeys import looking
from tests.journeys.looking import Eyes, context, look
from tests.journeys.people import DESK, PHONE, signed_in
from tests.services import Services, connected_to
from tests.sessions_app.deciding import provide
from tests.sessions_app.drafts import make_text
from tests.sessions_app.factories import make_session, say, standing_of, vote

__all__ = ["context"]
pytestmark = pytest.mark.browser
PHASES = [PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION, PhaseKind.SYNTHESIS, PhaseKind.PUBLISHED]

# name -> who looks, where
PAGES = {
    "set-up": ("convenor", "/c/looks/set-up/decisions/"),
    "whom the head authorizes": ("participant", "/c/looks/delegation/"),
    "the session, as a delegation": ("participant", "{question}"),
    "the chair’s desk": ("chair", "{desk}"),
    "a vote that runs": ("participant", "{running}"),
    "a vote that runs, at the desk": ("chair", "{running_ballot}desk/"),
    "the roll": ("chair", "{rolled_ballot}desk/"),
    "a last call": ("participant", "{called}"),
    "a last call on the projector": ("observer", "{screen}"),
    "silence": ("participant", "{silent}"),
    "silence, at the desk": ("chair", "{silent_ballot}desk/"),
    "a silence that was broken": ("observer", "{broken}"),
    "the record of a vote": ("participant", "{voted_ballot}"),
    "a text that was voted on": ("participant", "{voted}"),
    "a statement": ("States 1", "{voted}position/"),
    "no statement": ("participant", "{put forward}position/"),
    "results": ("participant", "/c/looks/results/"),
    "the record of a secret ballot": ("participant", "{in secret_ballot}"),
    "a separate vote is asked for": ("States 1", "{divided}"),
    "a vote on a paragraph": ("States 1", "{parted}"),
    "a choice on the projector": ("observer", "{choice screen}"),
    "what was chosen on the projector": ("observer", "{chosen screen}"),
    "statements to agree with": ("States 1", "{opinions}"),
    "statements, for an observer": ("observer", "{opinions}"),
    "statements are put": ("chair", "{opinions}desk/"),
}


@dataclass
class Place(looking.Place):
    """With the database to look into."""

    database: Callable[[], AbstractContextManager[Any]]


def make_looks() -> tuple[dict[str, str], dict[str, str]]:
    """A text in each state that bodies can leave it in."""
    room = make_room(slug="looks", title="A deciding session", per_group=3, phases=PHASES)
    session = make_session(room.consultation, questions=1)
    provide(room, "States", "Business", quorum={room.group("States").pk: 2})
    head = room.people["participant"]
    ParticipantFactory(consultation=room.consultation, name="A member", delegation=head.delegation, group=head.group)
    chair, made = standing_of(room.people["chair"]), {}
    for name in ("running", "rolled", "voted", "called", "silent", "broken", "put forward"):
        made[name] = make_text(room, f"States should decide on what is {name}, each within its own means and in time.")
    ballots = {name: recorded.put(chair, made[name].pk) for name in ("running", "rolled", "voted")}
    recorded.call_roll(chair, ballots["rolled"].pk)
    recorded.answer_roll(chair, ballots["rolled"].pk, 1, "yes")
    for name, choice in (("participant", "yes"), ("States 1", "no"), ("States 2", "yes"), ("Business 1", "yes")):
        vote(room.people[name], ballots["voted"], choice)
    closing.close_ballot(ballots["voted"].pk, room.people["chair"], chair)
    closing.declare(chair, ballots["voted"].pk)
    words = position.Words("reservation", "We do not read it as a duty.\n\nIt is a wish.", language="en")
    position.state(standing_of(room.people["Business 1"]), made["voted"].pk, words)
    for name in ("silent", "broken"):
        ballots[name] = silence.put(chair, made[name].pk, translations={"ar": "يجب على الدول."})
    silence.acknowledge(standing_of(room.people["States 1"]), ballots["silent"].pk)
    vote(room.people["Academia 1"], ballots["broken"], "break", "We wait for instructions.")
    ballots["called"] = consensus.put(chair, made["called"].pk)
    consensus.last_call(chair, ballots["called"].pk)
    at = {name: f"/c/looks/texts/{row.number}/" for name, row in made.items()}
    at |= {f"{name}_ballot": f"/c/looks/ballots/{row.pk}/" for name, row in ballots.items()}
    at |= make_others(room)
    address = session.get_absolute_url()
    at |= {"question": f"{address}q/1/", "desk": f"{address}desk/", "screen": f"{address}screen/"}
    return at, {name: signed_in(person.user) for name, person in room.people.items()}


def make_others(room: Room) -> dict[str, str]:
    """A secret ballot that was declared, texts of two paragraphs, choices before the rooms of other sittings."""
    chair, voters = standing_of(room.people["chair"]), [p for name, p in room.people.items() if name[-1].isdigit()]
    hidden = secret.put(chair, make_text(room, "States should decide in secret.").pk, quorum=3)
    for number, person in enumerate(voters):
        secret.cast(person.pk, hidden.pk, ("yes", "yes", "no")[number % 3])
    secret.close(hidden.pk, room.people["chair"], chair)
    closing.declare(chair, hidden.pk)
    at = {"in secret_ballot": f"/c/looks/ballots/{hidden.pk}/"}
    for name in ("divided", "parted"):
        text = make_text(room, f"States should decide on what is {name}.\n\nThey should do it soon.")
        asked = separate.ask(standing_of(room.people["States 1"]), text.pk, number=2, version=1)
        at[name] = f"/c/looks/texts/{text.number}/"
    recorded.put(chair, text.pk, separate_id=asked.pk)
    for name in ("choice", "chosen"):
        session = make_session(room.consultation, questions=0)
        wanted = Draft("ranked", "Who speaks for us?", ("Ada", "Ben", "Cleo"), seats=1)
        ballot = choosing.open_ballot(chair, choosing.draft(chair, session.pk, wanted).pk)
        ids = list(ballot.choosing.options.values_list("pk", flat=True))
        for number, person in enumerate(voters):
            choosing.cast(person.pk, ballot.pk, {ids[number % 2]: "1"})
        at[f"{name} screen"] = f"{session.get_absolute_url()}screen/"
    choosing.close(ballot.pk, room.people["chair"], chair)
    return at | make_opinions(room)


def make_opinions(room: Room) -> dict[str, str]:
    """A session with a statement that is closed, two that are open, and one that can be put."""
    session, chair = make_session(room.consultation, questions=0), standing_of(room.people["chair"])
    question = session.questions.create(number=1, text="What is common ground?", state="open")
    rows = [say(room.people["Business 1"], question, f"Every register {n} should be open.") for n in range(4)]
    [first] = opinion.put(chair, session.pk, [rows[0].pk])
    opinion.answer(standing_of(room.people["States 1"]), first.pk, "disagree")
    opinion.close(chair, session.pk)
    opinion.put(chair, session.pk, [rows[1].pk, rows[2].pk])
    return {"opinions": f"{session.get_absolute_url()}opinions/"}


def make_way(slug: str) -> tuple[Room, dict[str, str]]:
    """Four texts under one question, for the journey."""
    room = make_room(slug=slug, title="Four texts", per_group=2, phases=PHASES)
    session = make_session(room.consultation, questions=1)
    for number in (2, 3, 4):
        make_text(room, f"States should do thing {number}.")
    return room, {"desk": f"{session.get_absolute_url()}desk/"}


@pytest.fixture(scope="module")
def place(services: Services, django_db_blocker: Any) -> Iterator[Place]:
    site = services.site()

    def database() -> AbstractContextManager[Any]:
        return connected_to(site.database_url)

    with django_db_blocker.unblock():
        with database():
            at, keys = make_looks()
            for slug in ("with-scripts", "without"):
                room, there = make_way(slug)
                at |= {f"{slug} {name}": address for name, address in there.items()}
                keys |= {f"{slug} {name}": signed_in(person.user) for name, person in room.people.items()}
        yield Place(site, at, keys, database)
    services.discard(site)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(place: Place, eyes: Eyes, name: str) -> None:
    who, path = PAGES[name]
    found = look(eyes, place, who, path)
    assert not found, "\n".join(found)


class Way:
    """The people of the journey at their browsers."""

    def __init__(self, place: Place, context: Callable[..., BrowserContext], slug: str, scripts: bool) -> None:
        self.place, self.slug = place, slug
        self.open = lambda who, size: context(f"{slug} {who}", java_script_enabled=scripts, viewport=size).new_page()
        self.chair = self.open("chair", DESK)
        self.pages: dict[str, Page] = {}

    def at(self, who: str, path: str) -> Page:
        if who not in self.pages:
            self.pages[who] = self.open(who, PHONE)
        page = self.pages[who]
        page.goto(f"/c/{self.slug}/{path}")
        return page

    def press(self, number: str, button: str, *, first: str = "Decide on it") -> None:
        """A button of the desk on a text; where it stands behind a fold, the fold is opened."""
        self.chair.goto(self.place.at[f"{self.slug} desk"])
        card = self.chair.locator(".desk-text", has=self.chair.get_by_role("link", name=f"Text {number}", exact=True))
        if first and not card.get_by_role("button", name=button).is_visible():
            card.locator("summary", has_text=first).click()
        card.get_by_role("button", name=button).click()

    def ballot(self) -> Ballot:
        return Ballot.objects.filter(consultation__slug=self.slug).order_by("-pk")[0]

    def answer(self, who: str, number: str, button: str, *, fold: str = "", label: str = "", words: str = "") -> None:
        page = self.at(who, f"texts/{number}/")
        if fold:
            page.locator("summary", has_text=fold).click()
        if words:
            page.get_by_label(re.compile(label)).fill(words)
        page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("slug", ["with-scripts", "without"])
def test_four_texts_each_decided_in_another_way(
    place: Place, context: Callable[..., BrowserContext], slug: str
) -> None:
    way = Way(place, context, slug, scripts=slug == "with-scripts")
    recorded_vote(way)
    passed_by_silence(way)
    without_a_vote(way)
    way.press("1.4", "Put forward", first="")
    expect(way.chair.locator("#main").get_by_text("Text 1.4 is put forward.", exact=True)).to_be_visible()
    stands_on_the_results_page(way)
    stands_in_the_record(way)


def recorded_vote(way: Way) -> None:
    convenor = way.at("convenor", "set-up/decisions/")
    convenor.get_by_label("The rule that provides for recorded votes").fill("Rule 12")
    convenor.get_by_label("States", exact=True).check()
    convenor.get_by_role("button", name="Save").click()
    expect(convenor.get_by_text("Saved, and entered in the record.")).to_be_visible()
    way.press("1.1", "Put to a recorded vote")
    expect(way.chair.locator("#main").get_by_text("The recorded vote on text 1.1 is open.")).to_be_visible()
    for who, choice in (("participant", "Yes"), ("States 1", "Yes"), ("States 2", "No")):
        way.answer(who, "1.1", choice)
        expect(way.pages[who].get_by_role("button", name=choice, exact=True)).to_have_attribute("aria-pressed", "true")
    outsider = way.at("Business 1", "texts/1.1/")
    expect(outsider.get_by_role("button", name="Yes", exact=True)).to_have_count(0)
    way.press("1.1", "Suspend", first="")
    expect(way.chair.locator("#main").get_by_text("The vote on text 1.1 is suspended.", exact=True)).to_be_visible()
    expect(way.at("participant", "texts/1.1/").get_by_text("The vote is suspended", exact=False).first).to_be_visible()
    way.chair.get_by_role("button", name="Resume the vote on text 1.1").click()
    expect(way.chair.locator("#main").get_by_text("The vote on text 1.1 goes on.", exact=True)).to_be_visible()
    way.chair.get_by_role("button", name="Close the vote on text 1.1").click()
    way.chair.get_by_role("button", name="Declare the outcome on text 1.1").click()
    expect(way.chair.locator("#main").get_by_text("Text 1.1: adopted.", exact=True)).to_be_visible()
    author = way.at("States 2", "texts/1.1/")
    author.get_by_role("link", name="Make a statement").click()
    author.get_by_label("Reservation", exact=True).check()
    author.get_by_label("Statement", exact=True).fill("We cannot join the second half.")
    author.get_by_role("button", name="Make the statement").click()
    expect(author.locator("#statements")).to_contain_text("We cannot join the second half.")


def passed_by_silence(way: Way) -> None:
    way.press("1.2", "Begin silence")
    expect(way.chair.locator("#main").get_by_text("Text 1.2 is under silence", exact=False)).to_be_visible()
    way.answer("participant", "1.2", "We have received the text")
    expect(way.pages["participant"].get_by_text("Your delegation has acknowledged receipt.")).to_be_visible()
    way.answer("Business 1", "1.2", "Break the silence", fold="Break the silence")
    expect(way.pages["Business 1"].get_by_text("The silence was broken", exact=False).first).to_be_visible()
    way.chair.goto(f"/c/{way.slug}/texts/1.2/reword/")
    way.chair.get_by_label("Text", exact=True).fill("States should consider thing 2.")
    way.chair.get_by_label("Why the text changes").fill("So that all can join.")
    way.chair.get_by_role("button", name="Save").click()
    way.press("1.2", "Begin silence")
    expect(way.chair.locator("#main").get_by_text("Text 1.2 is under silence", exact=False)).to_be_visible()
    with way.place.database():
        ballot = way.ballot()
        Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
        tick()
    expect(way.at("participant", "texts/1.2/").locator(".page-head")).to_contain_text("adopted without a vote")


def without_a_vote(way: Way) -> None:
    way.press("1.3", "Ask for objections")
    expect(way.chair.locator("#main").get_by_text("Objections to text 1.3 are asked for.", exact=True)).to_be_visible()
    way.answer(
        "Academia 1",
        "1.3",
        "Ask to be dissociated from it",
        fold="Dissociate from a part",
        label="From which paragraph",
        words="the words “thing 3”",
    )
    expect(way.pages["Academia 1"].get_by_text("Counted: Dissociate", exact=False).first).to_be_visible()
    way.press("1.3", "Last call", first="")
    expect(way.chair.locator("#main").get_by_text("The last call runs on every screen", exact=False)).to_be_visible()
    expect(way.at("States 1", "texts/1.3/").locator(".last-call")).to_contain_text("Last call")
    way.press("1.3", "Declare: adopted without a vote", first="")
    expect(way.chair.locator("#main").get_by_text("has until the end of the last call", exact=False)).to_be_visible()
    with way.place.database():
        DecisionTerms.objects.filter(ballot=way.ballot()).update(called_at=timezone.now() - timedelta(minutes=2))
    way.press("1.3", "Declare: adopted without a vote", first="")
    expect(way.chair.locator("#main").get_by_text("Text 1.3: adopted without a vote.", exact=True)).to_be_visible()


def stands_on_the_results_page(way: Way) -> None:
    page = way.at("observer", "results/")

    def of(number: str) -> Any:
        return page.locator("section.card", has=page.get_by_role("link", name=f"Text {number}", exact=True))

    expect(of("1.1")).to_contain_text("adopted with reservations")
    expect(of("1.1")).to_contain_text("2 in favour, 1 against, 0 abstain")
    expect(of("1.1")).to_contain_text("We cannot join the second half.")
    expect(of("1.2")).to_contain_text("Silence procedure")
    expect(of("1.2")).to_contain_text("Adopted without a vote")
    expect(of("1.3")).to_contain_text("Dissociation, from: the words “thing 3”")
    expect(of("1.4")).to_contain_text("put forward")
    ballot = way.at("observer", "texts/1.1/")
    ballot.get_by_role("link", name="Record of the decision").click()
    expect(ballot.locator("tr", has_text="States 2 delegation")).to_contain_text("No")
    expect(ballot.locator("main")).to_contain_text("Rule 12")


def stands_in_the_record(way: Way) -> None:
    with way.place.database():
        texts = dict(Recommendation.objects.filter(consultation__slug=way.slug).values_list("number", "state"))
        consultation = Recommendation.objects.filter(consultation__slug=way.slug)[0].consultation_id
        acts = list(
            RecordEntry.objects.filter(consultation_id=consultation).order_by("seq").values_list("act", flat=True)
        )
        assert record.broken_at(consultation) is None
    assert texts == {"1.1": "reserved", "1.2": "without-vote", "1.3": "without-vote", "1.4": "put-forward"}
    wanted = [
        "set decision rules",
        "put",
        "suspend the vote",
        "resume the vote",
        "close",
        "declare",
        "state a position",
    ]
    wanted += ["begin silence", "acknowledge receipt", "break the silence", "reword", "begin silence", "close"]
    wanted += ["ask for objections", "last call", "adopt without a vote", "put-forward"]
    assert [act for act in acts if act in wanted] == wanted
