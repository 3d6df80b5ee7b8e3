"""The report editor in browsers: two who write at once lose nothing, and all of it works without scripts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from synthesis.actions import approval, evidence, notebook, remark
from synthesis.actions import paragraph as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Evidence, Paragraph, Report
from tests.factories import ParticipantFactory
from tests.journeys.looking import Eyes, Place, context, look
from tests.journeys.people import DESK, signed_in
from tests.services import Services, connected_to
from tests.synthesis import rooms

__all__ = ["context"]
pytestmark = pytest.mark.browser

TEXT = "The meeting was held in June and heard forty speakers on three questions. It was short."
OTHER = "A second paragraph of somebody's own. It has two sentences."
PAGES = {
    "the desk of a report": ("rapporteur", "{desk}"),
    "the desk as a chair reads it": ("chair", "{desk}"),
    "a paragraph with its versions and remarks": ("rapporteur", "{changed}"),
    "what can be put into a section": ("rapporteur", "{material}"),
    "an approved report": ("approver", "{approved}"),
}


def make_place() -> tuple[dict[str, str], dict[str, str]]:
    room = rooms.lively(slug="editor", title="A report that two write")
    other = ParticipantFactory(consultation=room.consultation, roles=["rapporteur"], name="Second Rapporteur")
    report = draft_report(room.consultation, "command")
    here = rooms.at_desk(room)
    section = report.sections.get(key="process")
    made = [acts.add(here, section.pk, text) for text in (TEXT, TEXT, TEXT, OTHER, OTHER)]
    acts.edit(here, made[-1].pk, acts.Change(OTHER.replace("second", "last"), 1))
    desk = f"/c/editor/report/{report.pk}/desk/"
    at = {"desk": desk, "section": str(section.pk)}
    at |= {name: str(one.pk) for name, one in zip(("together", "apart", "split", "own", "changed"), made, strict=True)}
    at["changed"] = f"/c/editor/report/paragraph/{made[-1].pk}/"
    remark.settle(here, made[-1].pk, remark.say(here, made[-1].pk, "Is it the last?").pk)
    remark.say(here, made[-1].pk, "Who checks it?")
    evidence.attach(here, made[-1].pk, f"C{report_source(report)}")
    at["source"] = str(report_source(report))
    notebook.write(here, "It was quiet in the room.")
    question = next(row for row in report.sections.all() if row.key.startswith("q"))
    at["material"] = f"/c/editor/report/section/{question.pk}/material/"
    keys = {role: signed_in(room.people[role].user) for role in ("rapporteur", "chair")}
    at["approved"] = approved(keys)
    return at, keys | {"other": signed_in(other.user)}


def report_source(report: Report) -> int:
    """A contribution that the report stands on."""
    rows = Evidence.objects.filter(paragraph__section__report=report, contribution__isnull=False)
    return int(rows.values_list("contribution", flat=True).first() or 0)


def approved(people: dict[str, str]) -> str:
    """The desk of a report that its chair has approved."""
    room = rooms.lively(slug="approved", title="A report that is approved")
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding="slot").delete()
    approval.approve(rooms.at_desk(room, "chair"), report.pk)
    people["approver"] = signed_in(room.people["chair"].user)
    return f"/c/approved/report/{report.pk}/desk/"


@pytest.fixture(scope="module")
def place(services: Services, django_db_blocker: Any) -> Iterator[Place]:
    site = services.site(worker=False)
    with django_db_blocker.unblock(), connected_to(site.database_url):
        at, keys = make_place()
    yield Place(site, at, keys)
    services.discard(site)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(place: Place, eyes: Eyes, name: str) -> None:
    who, path = PAGES[name]
    found = look(eyes, place, who, path)
    assert not found, "\n".join(found)


def field(page: Page, paragraph: str) -> Any:
    return page.locator(f"#text-{paragraph}")


def save(page: Page, paragraph: str, words: str = "Saved") -> None:
    page.locator(f"#save-{paragraph}").click()
    expect(page.locator("#messages")).to_contain_text(words)


def test_two_browsers_edit_at_once_and_no_word_is_lost(
    place: Place, context: Callable[..., BrowserContext], database_of: Callable[..., Any]
) -> None:
    pages = [context(who, viewport=DESK).new_page() for who in ("rapporteur", "other")]
    together, apart = place.at["together"], place.at["apart"]
    for page in pages:
        page.goto(place.at["desk"])
    mine, theirs = pages
    field(mine, together).fill(TEXT.replace("June", "July"))
    field(theirs, together).fill(TEXT.replace("three", "four"))
    field(theirs, apart).fill(TEXT.replace("forty", "fifty"))  # typed, and saved last
    save(mine, together)
    expect(mine.locator(f"#save-{together}")).to_be_focused()
    save(theirs, together, "together with what somebody else changed")
    both = TEXT.replace("June", "July").replace("three", "four")
    expect(field(theirs, together)).to_have_value(both)
    expect(field(theirs, apart)).to_have_value(TEXT.replace("forty", "fifty"))
    save(theirs, apart)

    field(mine, apart).fill(TEXT.replace("forty", "sixty"))  # the same word, on the older text
    mine.locator(f"#save-{apart}").click()
    expect(mine.get_by_role("heading", name="Two versions of a paragraph")).to_be_visible()
    expect(mine.get_by_label("How it is to read")).to_have_value(TEXT.replace("forty", "sixty"))
    mine.get_by_label("How it is to read").fill(TEXT.replace("forty", "some sixty"))
    mine.get_by_role("button", name="Save this in its place").click()
    expect(field(mine, apart)).to_have_value(TEXT.replace("forty", "some sixty"))
    theirs.reload()
    expect(field(theirs, together)).to_have_value(both)
    expect(field(theirs, apart)).to_have_value(TEXT.replace("forty", "some sixty"))
    with database_of(place.site):
        texts = set(Paragraph.objects.get(pk=apart).versions.values_list("text", flat=True))
    assert texts == {TEXT, TEXT.replace("forty", "fifty"), TEXT.replace("forty", "some sixty")}


def test_what_is_typed_stays_while_another_paragraph_moves_and_keys_do_it(
    place: Place, context: Callable[..., BrowserContext]
) -> None:
    page = context("rapporteur", viewport=DESK).new_page()
    page.goto(place.at["desk"])
    own, split = place.at["own"], place.at["split"]
    field(page, own).fill("Typed and not saved.")
    field(page, split).focus()
    field(page, split).press("Alt+ArrowUp")
    expect(page.locator("#messages")).to_contain_text("Moved")
    expect(field(page, own)).to_have_value("Typed and not saved.")
    expect(page.locator(f"#paragraph-{own}").get_by_text("Not saved yet")).to_be_visible()
    field(page, split).evaluate("(field, at) => field.setSelectionRange(at, at)", len(TEXT) - len("It was short."))
    field(page, split).press("Alt+Enter")
    expect(page.locator("#messages")).to_contain_text("Split")
    expect(field(page, split)).to_have_value(TEXT.removesuffix(" It was short."))
    expect(page.locator("textarea:focus")).to_have_value("It was short.")
    expect(field(page, own)).to_have_value("Typed and not saved.")
    field(page, own).press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("Saved")
    page.reload()
    expect(field(page, own)).to_have_value("Typed and not saved.")
    page.keyboard.press("F6")
    expect(page.locator("#contents a").first).to_be_focused()


def test_what_is_acted_on_stays_where_it_is_in_the_window(place: Place, context: Callable[..., BrowserContext]) -> None:
    page = context("rapporteur", viewport=DESK).new_page()
    page.goto(place.at["desk"])
    paragraph = page.locator(f"#paragraph-{place.at['together']}")
    paragraph.scroll_into_view_if_needed()
    before = paragraph.bounding_box()
    paragraph.get_by_text("Form and footnotes").click()
    paragraph.get_by_label("A footnote under it").fill("See there.")
    page.locator(f"#annotate-{place.at['together']}").click()
    expect(page.locator("#messages")).to_contain_text("The footnote is added")
    expect(page.locator("[data-form=footnote] textarea").first).to_have_value("See there.")
    expect(page.locator(".htmx-settling, .htmx-request")).to_have_count(0)
    after = paragraph.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2

    first = page.locator(".para-edit").first  # under nothing: no item can stand there
    first.get_by_text("Form and footnotes").click()
    first.get_by_label("Form", exact=True).select_option("letter:0")
    first.get_by_role("button", name="Give it this form").click()
    expect(first.get_by_role("alert")).to_have_text(
        "There is no paragraph above it in this section that it could stand under."
    )


def test_who_is_where_is_seen_by_the_other(place: Place, context: Callable[..., BrowserContext]) -> None:
    mine, theirs = (context(who, viewport=DESK).new_page() for who in ("rapporteur", "other"))
    theirs.goto(place.at["desk"])
    with theirs.expect_response("**/editing/"):
        field(theirs, place.at["together"]).press_sequentially("x")
    mine.goto(place.at["desk"])
    expect(mine.locator("#at-work")).to_contain_text("Second Rapporteur is typing")
    expect(mine.locator(f"#paragraph-{place.at['together']} [data-typing]")).to_contain_text("Second Rapporteur")


def test_all_of_it_without_scripts(place: Place, context: Callable[..., BrowserContext]) -> None:
    page = context("other", viewport=DESK, java_script_enabled=False).new_page()
    page.goto(place.at["desk"])
    page.get_by_text("Add a section", exact=True).click()
    page.locator("#section-heading").fill("A section of my own")
    page.get_by_role("button", name="Add the section").click()
    expect(page.locator("#contents")).to_contain_text("A section of my own")
    page.locator(f"#paragraph-{place.at['own']}").get_by_text("Form and footnotes").click()
    page.locator(f"#form-{place.at['own']}").select_option("letter:0")
    page.locator(f"#shape-{place.at['own']}").click()
    expect(page.locator(f"#paragraph-{place.at['own']} .no")).to_have_text("(a)")
    page.goto(place.at["changed"])
    page.get_by_label("Move it to the end of another section").select_option(label="A section of my own")
    page.get_by_role("button", name="Move it").click()
    part = page.locator(".part", has_text="A section of my own").last
    expect(part.locator("textarea").first).to_be_visible()
    page.goto(place.at["changed"])
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Split", exact=True).click()
    expect(part.locator(".para-edit")).to_have_count(2)
    part.get_by_role("button", name="Join with the next").first.click()
    expect(part.locator(".para-edit")).to_have_count(2)
    expect(part.locator(".para-edit").last).to_contain_text("removed")
    page.goto(place.at["changed"])
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator("#messages")).to_contain_text("Undone")


def test_a_quotation_a_note_and_a_source_go_in_and_remarks_are_settled(
    place: Place, context: Callable[..., BrowserContext]
) -> None:
    page = context("rapporteur", viewport=DESK).new_page()
    page.goto(place.at["material"])
    offer = page.locator(".offer", has=page.get_by_role("button", name="Quote it")).first
    offer.get_by_role("checkbox").first.check()
    words = offer.locator(".said").first.inner_text()
    offer.get_by_role("button", name="Quote it").click()
    expect(page.locator("textarea", has_text=f"“{words}”").first).to_be_visible()
    page.goto(place.at["material"])
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator(".para-edit[data-kind=note] textarea.prose")).to_have_value("It was quiet in the room.")
    item = page.locator(".para-edit[data-kind=note]")
    item.get_by_text("Attach a source").click()
    item.get_by_label("By its mark").fill("C999999")
    item.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("alert")).to_contain_text("is no source here")
    item.get_by_label("By its mark").fill(f"C{place.at['source']}")
    item.get_by_role("button", name="Attach").click()
    expect(item.locator(".evidence")).to_contain_text("1 source")

    page.goto(f"{place.at['changed']}#remarks")
    page.get_by_role("button", name="Settle it").click()
    expect(page.locator(".threads .is-settled")).to_have_count(2)
