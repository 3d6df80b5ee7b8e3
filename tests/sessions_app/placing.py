"""Places a frame in a page as the client does: what is there is replaced, what is new is put in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import html
from lxml.html import HtmlElement

# What the page of a question holds of fragments; what is personal (forms, one's own positions) is no part of a frame.
PARTS = re.compile(r"^(question|agenda|said|state|thread|texts|screen|floor|speakers|podium)-\d+$")


def page_of(text: str) -> HtmlElement:
    return html.document_fromstring(text)


def apply(page: HtmlElement, frame: dict[str, Any]) -> None:
    for item in frame["put"]:
        element = html.fragment_fromstring(item["html"].strip())
        old = _by_id(page, item["id"])
        container = _by_id(page, item["in"]) if item["in"] else None
        if old is not None:
            element.tail = old.tail
            old.getparent().replace(old, element)
        elif container is not None:
            _insert(container, element, item["after"])
    for id_ in frame["drop"]:
        if (gone := _by_id(page, id_)) is not None:
            gone.drop_tree()


class Follower:
    """An open page that takes frames as they come: ``static/js/live.js`` in Python.

    It stands at the sequence ``at``. A frame that begins after its position means that something was missed, and a
    ``reload`` that too much happened: it fetches. Each thing is placed only where its revision is newer.
    """

    def __init__(self, page: HtmlElement, at: int, fetch: Callable[[int], dict[str, Any]]) -> None:
        self.page, self.began, self.position, self._fetch = page, at, at, fetch
        self._revisions: dict[str, int] = {}

    def take(self, frame: dict[str, Any]) -> None:
        if frame.get("reload") or frame["from"] > self.position:
            self.catch_up()
        else:
            self._apply(frame)

    def catch_up(self) -> None:
        self._apply(self._fetch(self.position))

    def _apply(self, frame: dict[str, Any]) -> None:
        new = [item for item in frame["put"] if item["rev"] > self._revisions.get(item["id"], self.began)]
        gone = [id_ for id_ in frame["drop"] if frame["to"] >= self._revisions.get(id_, 0)]
        apply(self.page, {"put": new, "drop": gone})
        self._revisions |= {item["id"]: item["rev"] for item in new} | dict.fromkeys(gone, frame["to"])
        self.position = max(self.position, frame["to"])


def _by_id(page: HtmlElement, id_: str) -> HtmlElement | None:
    return next(iter(page.xpath("//*[@id=$id]", id=id_)), None)


def _insert(container: HtmlElement, element: HtmlElement, after: str | None) -> None:
    children = list(container)
    anchors = [child for child in children if child.get("id") == after]
    earlier = anchors or [child for child in children if _number(child) < _number(element)]
    container.insert(children.index(earlier[-1]) + 1 if earlier else 0, element)


def _number(element: HtmlElement) -> int:
    found = re.search(r"-(\d+)$", element.get("id", ""))
    return int(found[1]) if found else -1


def parts(page: HtmlElement) -> dict[str, str]:
    """Id -> the part's HTML, without white space between elements and without what is each reader's own."""
    found = {}
    for element in page.xpath("//*[@id]"):
        if PARTS.match(element.get("id")):
            found[element.get("id")] = _plain(element)
    return found


def _plain(element: HtmlElement) -> str:
    copy = html.fragment_fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for own in copy.xpath(".//*[starts-with(@id, 'yours-')]"):
        for child in list(own):
            own.remove(child)
        own.text = None
    for clock in copy.xpath(".//*[@data-timer]"):  # it runs by itself
        clock.text = None
    for link in copy.xpath(".//*[@aria-current='page']"):  # the question that this reader looks at
        del link.attrib["aria-current"]
    return re.sub(r"\s+", " ", html.tostring(copy, encoding="unicode")).replace("> <", "><")
