"""What is sent without a connection, or twice, or too late: it counts once, or its author is shown that it did not."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from playwright.sync_api import Page, Response, Route, expect

from consult.models import Participant
from sessions_app.actions import closing
from sessions_app.models import Ballot, Command, Contribution, GuidingQuestion, Vote
from tests.journeys.people import Person, signed_in, take_seat
from tests.journeys.test_live import Sitting, contribute, open_afresh
from tests.journeys.test_live import sitting as sitting  # the fixture
from tests.services import Site
from tests.sessions_app.factories import put, standing_of

pytestmark = pytest.mark.browser

HELD_UP = re.compile("/(contribute|vote)/")
STORED = """async () => {
    const files = await Promise.all((await caches.keys()).map(async name => (await caches.open(name)).keys()));
    const databases = await indexedDB.databases();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, files.flat().map(({ url }) => url)]);
}"""
ROWS = "Object.keys(localStorage).filter(key => key.startsWith('consult:outbox:')).length"

Database = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def there(sitting: Sitting, database_of: Callable[[Site], AbstractContextManager[None]]) -> Database:
    """The site's own database: ``with there(): ...``."""
    return lambda: database_of(sitting.site)


@pytest.fixture
def ballot(sitting: Sitting, there: Database) -> Ballot:
    with there():
        question = GuidingQuestion.objects.get(number=1, session__consultation=sitting.room.consultation)
        made = put(sitting.room.people["chair"], question)
    return made


def said(there: Database, text: str) -> int:
    with there():
        return Contribution.objects.filter(text=text).count()


def answered(there: Database, ballot: Ballot) -> list[str]:
    with there():
        return list(Vote.objects.filter(ballot=ballot).values_list("choice", flat=True))


def stand(page: Page, text: str) -> None:
    expect(page.locator(".contribution").get_by_text(text)).to_be_visible(timeout=15_000)


def line(page: Page, words: str) -> None:
    expect(page.locator("[data-line]").first).to_have_text(re.compile(words), timeout=15_000)


def kind_of(answer: Response) -> tuple[int, str]:
    return answer.status, answer.headers["content-type"].partition(";")[0]


def cut(person: Person) -> None:
    """No command gets through; pages do."""
    person.context.route(HELD_UP, lambda route: route.abort())


def mend(person: Person) -> None:
    person.context.unroute(HELD_UP)
    person.page.evaluate("dispatchEvent(new Event('online'))")


def test_what_was_typed_and_answered_offline_counts_when_the_line_is_back(
    sitting: Sitting, ballot: Ballot, there: Database
) -> None:
    one = sitting.seat("States 1")
    one.context.set_offline(True)
    contribute(one, "Written where no line reaches.")
    one.page.get_by_role("button", name="Support", exact=True).click()
    one.page.get_by_role("button", name="Can live with").click()
    line(one.page, "Offline: 2 saved on this device")
    one.context.set_offline(False)

    stand(one.page, "Written where no line reaches.")
    expect(one.page.get_by_text("Counted: Can live with")).to_be_visible(timeout=15_000)
    line(one.page, "^Live$")
    assert said(there, "Written where no line reaches.") == 1
    assert answered(there, ballot) == ["live-with"]
    assert one.page.evaluate(ROWS) == 0


def test_what_waits_outlives_a_reload_and_is_sent_from_another_page_under_the_same_id(
    sitting: Sitting, there: Database
) -> None:
    one = sitting.seat("States 1")
    cut(one)
    contribute(one, "Typed before the reload.")
    line(one.page, "1 saved on this device")
    key = one.page.evaluate("Object.keys(localStorage).find(key => key.startsWith('consult:outbox:'))")
    one.page.reload()
    expect(one.page.get_by_label("Your contribution")).to_have_value("Typed before the reload.")
    expect(one.page.get_by_label("Your contribution")).not_to_be_editable()
    expect(one.page.locator(".composer [data-outbox-state]")).to_contain_text("Saved on this device")

    one.page.goto(sitting.path + "q/2/")
    line(one.page, "1 saved on this device")
    mend(one)

    line(one.page, "^Live$")
    assert said(there, "Typed before the reload.") == 1
    with there():
        assert Command.objects.filter(command_id=key.rsplit(":", 1)[1]).exists()
    one.page.goto(sitting.path + "q/1/")
    stand(one.page, "Typed before the reload.")
    expect(one.page.get_by_label("Your contribution")).to_have_value("")


def test_an_answer_that_was_lost_after_the_commit_counts_once(
    sitting: Sitting, ballot: Ballot, there: Database
) -> None:
    one, lost = sitting.seat("States 1"), []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().json())
            route.abort()
        else:
            route.continue_()

    one.context.route(HELD_UP, lose)
    contribute(one, "Committed, and not answered.")
    line(one.page, "1 saved on this device")
    one.page.get_by_role("button", name="Support", exact=True).click()
    expect(one.page.get_by_text("Counted: Support")).to_be_visible(timeout=15_000)

    stand(one.page, "Committed, and not answered.")
    line(one.page, "^Live$")
    assert lost[0]["answer"] == "ok"
    assert lost[0] == lost[1]
    assert said(there, "Committed, and not answered.") == 1
    assert answered(there, ballot) == ["support"]


def test_what_arrives_after_the_close_is_shown_with_its_words_until_it_is_taken_away(
    sitting: Sitting, ballot: Ballot, there: Database
) -> None:
    one = sitting.seat("States 1")
    one.context.set_offline(True)
    contribute(one, "Said while it was being closed.")
    one.page.get_by_role("button", name="Support", exact=True).click()
    line(one.page, "2 saved on this device")
    with there():
        chair = sitting.room.people["chair"]
        closing.close_ballot(ballot.pk, chair, standing_of(chair))
        GuidingQuestion.objects.filter(session__consultation=sitting.room.consultation).update(state="closed")
    one.context.set_offline(False)

    late = one.page.locator("[data-late] .warning")
    expect(late).to_have_count(2, timeout=15_000)
    for words in ("Said while it was being closed.", "Support"):
        expect(late.filter(has_text=words)).to_contain_text("Arrived after the close")
    expect(one.page.get_by_label("Your contribution")).to_have_value("Said while it was being closed.")
    open_afresh(one, sitting.path + "q/1/")
    expect(late).to_have_count(2)
    late.filter(has_text="Said while").get_by_role("button", name="Take it away").click()
    late.get_by_role("button", name="Take it away").click()
    expect(one.page.locator("[data-late]")).to_be_hidden()
    assert one.page.evaluate(ROWS) == 0
    assert said(there, "Said while it was being closed.") == 0
    assert answered(there, ballot) == []


def test_what_waits_is_sent_after_its_author_signed_in_again_and_as_nobody_else(
    sitting: Sitting, there: Database
) -> None:
    one = sitting.seat("States 1")
    cut(one)
    contribute(one, "Queued while the session ran out.")
    line(one.page, "1 saved on this device")
    with there():
        SignIn.objects.filter(session_key=sitting.keys["States 1"]).delete()
    mend(one)
    state = one.page.locator(".composer [data-outbox-state]")
    expect(state).to_contain_text("no longer signed in")

    take_seat(one, sitting.site.url, sitting.keys["Business 1"])
    one.page.evaluate("dispatchEvent(new Event('online'))")
    expect(state).to_contain_text("Somebody else is signed in now")
    other = one.context.new_page()
    other.goto(sitting.path + "q/1/")
    line(other, "^Live$")
    assert said(there, "Queued while the session ran out.") == 0

    kinds: list[tuple[int, str]] = []
    one.context.on("response", lambda answer: kinds.append(kind_of(answer)) if HELD_UP.search(answer.url) else None)
    with there():
        again = signed_in(sitting.room.people["States 1"].user)
    take_seat(one, sitting.site.url, again)
    one.context.clear_cookies(name="csrftoken")  # as a sign-in does: the form's key is another one now
    other.goto("/me/")
    one.page.evaluate("dispatchEvent(new Event('online'))")
    stand(one.page, "Queued while the session ran out.")
    assert kinds[-2:] == [(403, "text/html"), (200, "application/json")]
    with there():
        assert Contribution.objects.get(text="Queued while the session ran out.").author == Participant.objects.get(
            pk=sitting.room.people["States 1"].pk
        )


@pytest.mark.parametrize("has_locks", [True, False])
def test_of_two_tabs_one_sends_and_both_know(sitting: Sitting, there: Database, has_locks: bool) -> None:
    one, sent, text = sitting.seat("States 1"), [], f"Once, from two tabs, with {has_locks=}."
    if not has_locks:
        one.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
        one.page.reload()
    other = one.context.new_page()
    other.goto(sitting.path + "q/1/")
    line(other, "^Live$")
    one.context.on("requestfinished", lambda request: sent.append(request) if HELD_UP.search(request.url) else None)
    one.context.set_offline(True)
    contribute(one, text)
    for page in (one.page, other):
        line(page, "1 saved on this device")
    one.context.set_offline(False)

    for page in (one.page, other):
        line(page, "^Live$")
        expect(page.get_by_label("Your contribution")).to_have_value("")
    stand(one.page, text)
    assert len(sent) == 1
    assert said(there, text) == 1


def test_where_nothing_is_kept_it_waits_in_memory_and_the_page_warns(
    sitting: Sitting, ballot: Ballot, there: Database
) -> None:
    with there():
        Participant.objects.filter(pk=sitting.room.people["States 1"].pk).update(keep_nothing=True)
    one, asked = sitting.seat("States 1"), []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    one.page.on("dialog", stay)
    one.context.set_offline(True)
    contribute(one, "Marigold seventeen.")
    one.page.get_by_role("button", name="Support", exact=True).click()
    line(one.page, "2 kept on this page")
    expect(one.page.locator(".composer [data-outbox-state]")).to_contain_text("Kept on this page alone")
    stored = one.page.evaluate(STORED)
    assert "Marigold" not in stored
    assert "support" not in stored.lower()
    assert "consult:outbox" not in stored
    one.page.close(run_before_unload=True)
    one.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    one.context.set_offline(False)

    stand(one.page, "Marigold seventeen.")
    line(one.page, "^Live$")
    assert "Marigold" not in one.page.evaluate(STORED)
    assert answered(there, ballot) == ["support"]


def test_signing_out_removes_what_waits_from_every_page(sitting: Sitting, there: Database) -> None:
    one = sitting.seat("States 1")
    cut(one)
    contribute(one, "Never sent.")
    line(one.page, "1 saved on this device")
    home = one.context.new_page()
    home.goto("/")
    home.get_by_text("Account", exact=True).click()
    home.get_by_role("button", name="Sign out").click()
    home.wait_for_load_state()

    assert home.evaluate("Object.keys(localStorage).filter(key => /outbox|draft/.test(key))") == []
    expect(one.page.get_by_label("Your contribution")).to_be_editable()
    assert said(there, "Never sent.") == 0
