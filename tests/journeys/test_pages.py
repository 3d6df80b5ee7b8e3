"""Every page in every state: what axe finds, errors, width, weight, and that it works without scripts."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.journeys.looking import Eyes, faults, listen
from tests.journeys.people import PHONE
from tests.services import Services, Site

pytestmark = pytest.mark.browser

FIRST, LATER = 60 * 1024, 15 * 1024  # bytes over the wire, with everything
# name -> who looks ("" nobody in particular), where
PAGES = {
    "home": ("participant", "/"),
    "home of nobody": ("", "/"),
    "consultation": ("participant", "/c/demo/"),
    "consultation of nobody": ("", "/c/demo/"),
    "consultation without a session": ("no-session-convenor", "/c/no-session/"),
    "code": ("newcomer", "/j/"),
    "unknown code": ("newcomer", "/j/ZZZZZZZZ/"),
    "join": ("", "/j/ACDEFGHJ/"),
    "join under the Chatham House Rule": ("newcomer", "/j/CDEFGHJK/"),
    "convene": ("convenor", "/convene/"),
    "may not convene": ("participant", "/convene/"),
    "rules": ("chair", "/c/demo/rules/"),
    "rules of a discussion": ("discussion-participant", "/c/discussion/rules/"),
    "confidentiality": ("participant", "/c/demo/confidentiality/"),
    "confidentiality without names": ("anonymous-participant", "/c/anonymous/confidentiality/"),
    "people, as chair": ("chair", "/c/demo/people/"),
    "people, as convenor": ("convenor", "/c/demo/people/"),
    "set-up": ("convenor", "/c/demo/set-up/"),
    "set-up, rules": ("convenor", "/c/demo/set-up/rules/"),
    "set-up, phases": ("convenor", "/c/demo/set-up/phases/"),
    "set-up, groups": ("convenor", "/c/demo/set-up/groups/"),
    "set-up, delegations": ("convenor", "/c/demo/set-up/delegations/"),
    "set-up, agenda": ("convenor", "/c/demo/set-up/agenda/"),
    "set-up, a session": ("convenor", "{demo_set_up}"),
    "set-up, reminders": ("written-convenor", "/c/written/set-up/reminders/"),
    "set-up, stage": ("convenor", "/c/demo/set-up/stage/"),
    "set-up, changes": ("convenor", "/c/demo/set-up/changes/"),
    "set-up, a list": ("convenor", "/c/demo/people/list/"),
    "second factor": ("convenor", "/accounts/2fa/"),
    "account": ("participant", "/me/"),
    "account of a guest": ("guest", "/me/"),
    "account of a newcomer": ("newcomer", "/me/"),
    "claim": ("guest", "/me/claim/"),
    "sign in": ("", "/accounts/login/code/"),
    "addresses": ("participant", "/accounts/email/"),
    "sign out": ("participant", "/accounts/logout/"),
    "not found": ("participant", "/c/nothing/"),
    "refused": ("newcomer", "{demo}"),
    "question with a result": ("participant", "{demo}q/1/"),
    "question with an open check": ("participant", "{demo}q/2/"),
    "question not yet open": ("participant", "{demo}q/3/"),
    "closed question": ("participant", "{demo}q/4/"),
    "question, as chair": ("chair", "{demo}q/2/"),
    "question, as guest": ("guest", "{demo}q/2/"),
    "question, as observer": ("observer", "{demo}q/2/"),
    "reply": ("participant", "{demo}q/1/?reply={first_id}"),
    "discussion only": ("discussion-participant", "{discussion}q/1/"),
    "nothing said yet": ("discussion-participant", "{discussion}q/2/"),
    "written round": ("written-participant", "{written}q/1/"),
    "Chatham House Rule": ("chatham-participant", "{chatham}q/1/"),
    "anonymous": ("anonymous-participant", "{anonymous}q/1/"),
    "session without questions": ("blank-participant", "{blank}"),
    "texts": ("rapporteur", "/c/demo/texts/"),
    "follow-up": ("participant", "/c/demo/follow-up/"),
    "follow-up, nothing yet": ("chatham-participant", "/c/chatham/follow-up/"),
    "commitment": ("participant", "/c/demo/follow-up/1/"),
    "commitment, as chair": ("chair", "/c/demo/follow-up/2/"),
    "pledge": ("chatham-participant", "/c/chatham/follow-up/pledge/"),
    "follow-up from a list": ("convenor", "/c/demo/follow-up/list/"),
    "for you": ("participant", "/for-you/"),
    "text with objections": ("participant", "/c/demo/texts/1.1/"),
    "text with an open check": ("participant", "/c/demo/texts/2.2/"),
    "text without names": ("anonymous-participant", "/c/anonymous/texts/1.1/"),
    "results": ("participant", "/c/demo/results/"),
    "results of a discussion": ("discussion-participant", "/c/discussion/results/"),
    "results without names": ("anonymous-participant", "/c/anonymous/results/"),
    "results, not analysed yet": ("participant", "/c/demo/results/opinion/"),
    "results, to be analysed": ("chair", "/c/demo/results/slate/"),
    "results, who was heard": ("participant", "/c/demo/results/participation/"),
    "results, who was heard without names": ("anonymous-participant", "/c/anonymous/results/participation/"),
    "results of statements": ("divided-on-the-record-participant", "/c/divided-on-the-record/results/"),
    "opinion groups": ("divided-on-the-record-chair", "/c/divided-on-the-record/results/opinion/"),
    "opinion groups without names": ("divided-anonymous-chair", "/c/divided-anonymous/results/opinion/"),
    "slate": ("divided-on-the-record-participant", "/c/divided-on-the-record/results/slate/"),
    "slate without names": ("divided-anonymous-participant", "/c/divided-anonymous/results/slate/"),
    "method": ("divided-on-the-record-participant", "/c/divided-on-the-record/results/method/"),
    "reports": ("rapporteur", "/c/demo/reports/"),
    "no report yet": ("discussion-chair", "/c/discussion/reports/"),
    "report": ("rapporteur", "/c/demo/report/"),
    "report desk": ("rapporteur", "/c/demo/report/desk/"),
    "edit": ("participant", "{own}edit/"),
    "moderate": ("chair", "{held}moderate/"),
    "moderation": ("chair", "{demo}moderation/"),
    "moderation, nothing waits": ("discussion-chair", "{discussion}moderation/"),
    "moderation policy": ("", "/c/demo/moderation/"),
    "flag": ("participant", "{own}flag/"),
    "filtered thread": ("participant", "{demo}q/1/?type=challenge&q=a"),
    "filtered to nothing": ("participant", "{demo}q/1/?q=xyzzy"),
    "scribe": ("rapporteur", "{demo}scribe/"),
    "scribe without names": ("anonymous-chair", "{anonymous}scribe/"),
    "desk": ("chair", "{demo}desk/"),
    "desk of a discussion": ("discussion-chair", "{discussion}desk/"),
    "desk without questions": ("blank-chair", "{blank}desk/"),
    "projector, question": ("participant", "{demo}screen/"),
    "projector, open check": ("chatham-participant", "{chatham}screen/"),
    "projector, result": ("anonymous-participant", "{anonymous}screen/"),
    "projector, very long text": ("long-participant", "{long}screen/"),
    "projector without questions": ("blank-participant", "{blank}screen/"),
    "out in breakout rooms": ("rooms-participant", "{rooms}q/1/"),
    "out in breakout rooms, as chair": ("rooms-chair", "{rooms}q/1/"),
    "in a breakout room": ("rooms-participant", "{a_room}q/1/"),
    "a breakout room of others": ("participant", "{a_room}q/1/"),
    "report back": ("rooms-participant", "{a_room}report-back/"),
    "breakout rooms, as chair": ("rooms-chair", "{rooms}breakouts/"),
    "no breakout rooms yet": ("chair", "{demo}breakouts/"),
    "desk, out in breakout rooms": ("rooms-chair", "{rooms}desk/"),
    "projector, out in breakout rooms": ("rooms-participant", "{rooms}screen/"),
    "minutes": ("rooms-participant", "{rooms}minutes/"),
    "minutes, as chair": ("rooms-chair", "{rooms}minutes/"),
    "minutes as a draft": ("rapporteur", "{demo}minutes/"),
    "minutes not approved yet": ("participant", "{demo}minutes/"),
}


@dataclass
class House:
    """A site with everything in it, and browsers of those who look at it, kept from page to page."""

    site: Site
    browser: Browser
    keys: dict[str, str]
    at: dict[str, str]
    contexts: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)

    def address(self, path: str) -> str:
        return path.format(**self.at, first_id=self.at["first"].strip("/").rsplit("/", 1)[-1])

    def context(self, who: str, language: str = "en", **options: object) -> BrowserContext:
        """A browser of ``who``: a fresh one with ``options``, otherwise the one they have."""
        if not options and (who, language) in self.contexts:
            return self.contexts[who, language]
        made = self.browser.new_context(base_url=self.site.url, viewport=PHONE, locale="en-GB", **options)  # type: ignore[arg-type]
        cookies = {"django_language": language} | ({"sessionid": self.keys[who]} if who else {})
        made.add_cookies([{"name": name, "value": value, "url": self.site.url} for name, value in cookies.items()])
        if not options:
            self.contexts[who, language] = made
        return made


@pytest.fixture(scope="module")
def house(services: Services, browser: Browser) -> Iterator[House]:
    site = services.site()
    made = json.loads(site.python("from tests.journeys import scene; scene.main()").strip().splitlines()[-1])
    site.manage("draft_report", "demo")
    found = House(site, browser, made["keys"], made["at"])
    yield found
    for context in found.contexts.values():
        context.close()
    services.discard(site)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(house: House, eyes: Eyes, name: str) -> None:
    who, path = PAGES[name]
    found = eyes.look(house.site, house.keys[who] if who else "", house.address(path), below=500)
    assert not found, "\n".join(found)


def test_open_parts_and_errors(house: House) -> None:
    """Menus, "object", "yours here", a form that came back with what is wrong."""
    page = house.context("participant").new_page()
    heard = listen(page)
    page.goto(house.address("{demo}q/2/"))
    for closed in page.locator("details:not([name])").all():
        closed.evaluate("part => { part.open = true }")
    page.locator(".menu").last.evaluate("menu => { menu.open = true }")
    found = faults(page)
    page.goto("/me/claim/")
    page.goto(house.address("{demo}q/2/"))
    page.evaluate("document.querySelector('#composer').removeAttribute('data-outbox')")
    page.fill("#text", "A thing was seen.")
    page.fill("#sentence", "word " * 40)
    page.click("#composer button.main")
    assert page.locator("#composer .refusal").is_visible()
    assert page.input_value("#text") == "A thing was seen."
    found += faults(page)
    page.goto("/j/")
    page.fill("#id_code", "ZZZZZZZZ")
    page.click("main button")
    assert page.locator("#errors").is_visible()
    found += [*faults(page), *heard]
    page.close()
    assert not found, "\n".join(found)


def test_the_check_sees_what_is_wrong(house: House) -> None:
    page = house.context("").new_page()
    heard = listen(page)
    page.goto("/")
    page.evaluate(
        """() => {
            document.querySelector("main").innerHTML = `<img src="/static/none.png"><input name="a">
                <p class="faint">faint</p><p class="broad" style="color: red">wide</p>`;
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".faint { color: #999; background: #aaa } .broad { min-inline-size: 4000px }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    page.wait_for_timeout(100)
    found = "\n".join([*faults(page), *heard])
    for wrong in ("image-alt", "label", "color-contrast", "sideways", "style attribute", "Content Security Policy"):
        assert wrong in found


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("projector")])
def test_the_projector_shows_everything_at_once(house: House, name: str) -> None:
    who, path = PAGES[name]
    for language in ("en", "ar"):
        page = house.context(who, language).new_page()
        for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(house.address(path))
            over = page.evaluate("document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight")
            assert over <= 0, f"{name} is cut by {over} px at {width} x {height} in {language}"
        page.close()


def test_the_desk_is_one_page(house: House) -> None:
    page = house.context("chair").new_page()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(house.address("{demo}desk/"))
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 720
    page.get_by_role("link", name="1. Guardrails").click()
    assert page.get_by_role("heading", name=re.compile("How can safeguards")).is_visible()
    assert not page.get_by_role("heading", name=re.compile("How can the benefits")).is_visible()
    page.close()


def weigh(page: Page, address: str) -> int:
    """Bytes over the wire for a page and everything it fetches."""
    sizes: list[int] = []

    def done(request: Request) -> None:
        found = request.sizes()
        sizes.append(found["responseBodySize"] + found["responseHeadersSize"])

    page.on("requestfinished", done)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("requestfinished", done)
    return sum(sizes)


@pytest.mark.parametrize(
    ("who", "first", "later"),
    [("participant", "{demo}q/1/", "{demo}q/2/"), ("written-participant", "{written}q/1/", "{written}q/2/")],
)
def test_the_session_is_light(house: House, who: str, first: str, later: str) -> None:
    context = house.context(who, color_scheme="light")
    page = context.new_page()
    assert 5_000 < weigh(page, house.address(first)) <= FIRST
    assert 500 < weigh(page, house.address(later)) <= LATER
    assert 500 < weigh(page, house.address(first)) <= LATER
    context.close()


# --- without scripts ------------------------------------------------------------------------------------------------


@pytest.fixture
def plain(house: House) -> Iterator[Callable[[str], Page]]:
    """A page of somebody whose browser runs no scripts."""
    contexts = []

    def open_page(who: str) -> Page:
        contexts.append(house.context(who, java_script_enabled=False))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def press(page: Page, name: str, within: str = "main") -> Response | None:
    with page.expect_navigation() as gone:
        page.locator(within).get_by_role("button", name=name).first.click()
    return gone.value


def test_contributing_without_scripts(house: House, plain: Callable[[str], Page]) -> None:
    page, asked = plain("workshop-participant"), house.address("{workshop}q/1/")
    page.goto(asked)
    page.fill("#text", "Written without scripts.")
    page.select_option("#type", "challenge")
    press(page, "Contribute")
    mine = page.locator(".contribution", has_text="Written without scripts.")
    assert mine.count() == 1
    assert "Challenge" in mine.inner_text()

    page.locator(".contribution").first.get_by_role("link", name="Reply").click()
    page.fill("#text", "A reply without scripts.")
    press(page, "Contribute")
    assert page.locator(".contribution .contribution", has_text="A reply without scripts.").count() == 1

    page.locator("[data-own] summary").click()
    page.locator("[data-own]").get_by_role("link", name="Edit or withdraw").last.click()
    page.fill("#text", "Changed without scripts.")
    press(page, "Save")
    assert page.locator(".contribution", has_text="Changed without scripts.").count() == 1
    page.locator("[data-own] summary").click()
    page.locator("[data-own]").get_by_role("link", name="Edit or withdraw").last.click()
    press(page, "Withdraw")
    assert page.locator(".contribution", has_text="Changed without scripts.").count() == 0

    page.fill("#text", "x")
    page.fill("#sentence", "word " * 40)
    answer = press(page, "Contribute")
    assert answer is not None
    assert answer.status == 422
    assert page.locator("#composer .refusal").inner_text()
    assert page.input_value("#text") == "x"


def test_answering_without_scripts(house: House, plain: Callable[[str], Page]) -> None:
    page = plain("workshop-participant")
    page.goto(house.address("{workshop}q/1/#texts"))
    press(page, "Support", ".positions")
    assert page.get_by_role("button", name="Support").get_attribute("aria-pressed") == "true"
    page.locator(".positions summary").click()
    press(page, "Object, with this reason", ".positions")
    assert page.locator(".messages .error").inner_text(), "an objection has a reason"
    page.get_by_role("link", name=re.compile("^Texts")).click()
    assert page.get_by_role("button", name="Support").get_attribute("aria-pressed") == "true"
    page.locator(".positions summary").click()
    page.locator(".positions textarea").fill("It is too costly.")
    press(page, "Object, with this reason", ".positions")
    assert page.locator(".positions summary.mine").count() == 1


def test_steering_and_moderating_without_scripts(house: House, plain: Callable[[str], Page]) -> None:
    page = plain("workshop-chair")
    page.goto(house.address("{workshop}desk/"))
    page.get_by_role("link", name="2. Sharing").click()
    console = ".console:target"
    press(page, "Close the question", console)
    press(page, "Open the question", console)
    assert page.locator(".console.is-current h2").inner_text().startswith("How can the benefits")
    page.locator(console).get_by_label("minutes").first.fill("5")
    press(page, "Put to a temperature check", console)
    assert page.locator(console).locator(".turnout").is_visible()
    press(page, "Close the check", console)
    assert page.locator(console).get_by_role("button", name="Check again").is_visible()
    press(page, "Put forward", console)
    assert page.locator(console).get_by_role("button", name="Back to candidate").is_visible()
    press(page, "Bring it to the screen", console)

    page.goto(house.address("{workshop}q/1/"))
    page.locator(".contribution").first.get_by_role("link", name="Moderate").first.click()
    answer = press(page, "Hide it")
    assert answer is not None
    assert answer.status == 422, "to hide needs a reason"
    page.fill("#reason", "It names somebody.")
    press(page, "Hold it")
    page.goto(house.address("{workshop}desk/"))
    page.get_by_role("link", name="Decide").first.click()
    press(page, "Release it")
    page.goto(house.address("{workshop}desk/"))
    assert page.get_by_role("link", name="Decide").count() == 0

    page.goto(house.address("{workshop}q/2/#texts"))
    page.locator("summary", has_text="Write a candidate").click()
    page.fill("#propose-text", "States should do one more thing.")
    press(page, "Add it")
    assert page.locator(".card", has_text="States should do one more thing.").count() == 1
