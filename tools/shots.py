"""Take pages as pictures and say what is wrong with them.

    .venv/bin/python tools/shots.py URL... --out DIR [--login-link URL] [--cookie name=value] [--all] [--no-js]

Each page is taken wide and narrow, light and dark, left-to-right and right-to-left. For each, one line says: the
address, axe violations, console and Content-Security-Policy errors, whether the page scrolls sideways, and the bytes
of the first visit over the wire. The exit code is 1 if anything was found.
"""

import argparse
import itertools
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGS += ["--disable-background-networking", "--disable-component-update"]
AXE_SCRIPT = Axe().axe_script
AXE: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
HEIGHT = {1360: 940, 1280: 720}
USUAL = [
    (1360, "light", "en"), (1360, "dark", "en"), (390, "light", "en"), (320, "dark", "en"),
    (1360, "light", "ar"), (320, "light", "ar"),
]  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--cookie", action="append", default=[], help="name=value, may be repeated")
    parser.add_argument("--login-link", help="an address opened first, in the same browser session")
    parser.add_argument("--widths", default="", help="e.g. 1360,320 (with --schemes and --langs: all combinations)")
    parser.add_argument("--schemes", default="light,dark")
    parser.add_argument("--langs", default="en,ar")
    parser.add_argument("--all", action="store_true", help="1360 and 320 wide, every scheme and language")
    parser.add_argument("--no-js", action="store_true", help="with scripts switched off (axe is then left out)")
    parser.add_argument("--no-axe", action="store_true")
    parser.add_argument("--fold", action="store_true", help="only what is seen without scrolling")
    parser.add_argument("--click", action="append", default=[], help="selectors to click before the picture")
    parser.add_argument("--wait", type=float, default=0.3, help="seconds to wait after loading")
    return parser.parse_args()


def combinations(options: argparse.Namespace) -> list[tuple[int, str, str]]:
    if not (options.widths or options.all):
        return USUAL
    widths = [int(width) for width in (options.widths or "1360,320").split(",")]
    return list(itertools.product(widths, options.schemes.split(","), options.langs.split(",")))


def new_context(
    browser: Browser, options: argparse.Namespace, width: int, scheme: str, language: str
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT.get(width, 844)},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=not options.no_js,
        locale="en-GB",
        timezone_id="America/New_York",
    )
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(options.urls[0]))
    cookies = [pair.split("=", 1) for pair in options.cookie]
    if origin.startswith("http"):
        cookies.append(["django_language", language])
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies])
    if options.login_link:
        context.new_page().goto(options.login_link)
    return context


def found_by_axe(page: Page, options: dict[str, Any] = AXE) -> Iterator[str]:
    """A line for each violation; what axe says of all that is right stays in the browser, since it is long."""
    page.evaluate(AXE_SCRIPT)
    for found in page.evaluate("options => axe.run(options).then(told => told.violations)", options):
        for node in found["nodes"][:4]:
            first = (node["any"] + node["all"] + node["none"])[:1]
            yield f"axe {found['id']}: {' '.join(node['target'])}: {first[0]['message'] if first else found['help']}"


def take(context: BrowserContext, url: str, file: Path, options: argparse.Namespace) -> list[str]:
    page = context.new_page()
    found: list[str] = []
    weight = [0]

    def weigh(request: Any) -> None:
        sizes = request.sizes()
        weight[0] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page.on("requestfinished", weigh)

    def note(message: Any) -> None:
        # A page that answers 403 or 404 is as it should be; a file of the page that does is not.
        is_page = message.location.get("url") == page.url and "Failed to load resource" in message.text
        if message.type == "error" and not is_page:
            found.append(f"console: {message.text} {message.location.get('url', '')}")

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    answer = page.goto(url)
    page.wait_for_timeout(options.wait * 1000)
    for selector in options.click:
        page.locator(selector).first.click()
        page.wait_for_timeout(200)
    if answer and answer.status >= 500:
        found.append(f"status {answer.status}")
    said = list(found)
    if not options.no_js:
        over = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        if over > 0:
            said.append(f"scrolls sideways by {over} px")
        inline = page.evaluate("document.querySelectorAll('[style]').length")
        if inline:
            said.append(f"{inline} elements with a style attribute")
    page.screenshot(path=file, full_page=not options.fold)
    if not (options.no_js or options.no_axe):
        said += found_by_axe(page)
    print(f"{file}  {weight[0] / 1024:.1f} KB")
    for line in said:
        print(f"    {line}")
    page.close()
    return said


def main() -> int:
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=ARGS
        )
        for width, scheme, language in combinations(options):
            context = new_context(browser, options, width, scheme, language)
            for url in options.urls:
                parts = urlsplit(url)
                name = re.sub(r"[^\w.]+", "-", f"{parts.path}-{parts.query}").strip("-") or "home"
                count += len(take(context, url, options.out / f"{name}-{width}-{scheme}-{language}.png", options))
            context.close()
        browser.close()
    print(f"{count} found" if count else "nothing found")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
