"""A transcript taken into the threads in a real browser, by keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.test_live import Sitting
from tests.journeys.test_scribe import room

__all__ = ["room"]

pytestmark = pytest.mark.browser

CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Somebody in the room>Registers have to fit on two pages.

00:00:05.000 --> 00:00:09.000
<v {known}>We would need a year.

00:00:10.000 --> 00:00:12.000
<v {known}>And half of one more.

00:00:40.000 --> 00:00:42.000
<v Operator>The meeting is suspended.
"""


def test_captions_are_taken_edited_and_left_by_single_keys(room: Sitting, tmp_path: Path) -> None:
    known = room.room.people["States 1"].name
    file = tmp_path / "captions.vtt"
    file.write_text(CAPTIONS.format(known=known))
    reader, scribe = room.seat("Civil society 1"), room.seat("scribe", at="scribe/")
    page, keys = scribe.page, scribe.page.keyboard
    page.get_by_role("link", name="Transcripts").press("Enter")
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("File").focus()
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")

    waits = page.locator(".remark")
    expect(waits).to_have_count(3)
    expect(page.get_by_label("Spoken by").first).to_have_value("Somebody in the room")

    keys.press("e")
    expect(page.get_by_label("What is said").first).to_be_focused()
    keys.press("Control+End")
    keys.type(" No more.")
    for _ in range(3):
        keys.press("Tab")
    keys.press("Enter")
    expect(waits).to_have_count(2)
    expect(page.get_by_label("Spoken by").first).to_have_value(f"{known}, States 1 delegation")

    keys.press("t")
    expect(waits).to_have_count(1)
    keys.press("l")
    expect(page.get_by_text("Everything in it is decided")).to_be_visible()
    expect(page.get_by_text("No transcript waits")).to_be_visible()

    reader.page.locator("[data-new]").click()
    said = reader.page.locator(".contribution")
    expect(said.filter(has_text="two pages. No more.")).to_contain_text("Somebody in the room")
    expect(said.filter(has_text="We would need a year. And half of one more.")).to_contain_text(known)
    expect(reader.page.get_by_text("The meeting is suspended")).to_have_count(0)
