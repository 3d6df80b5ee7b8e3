"""A reader who follows every link they are shown, and what came back."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pikepdf
import pypdfium2
from django.test import Client

LINK = re.compile(rb"""(?:href|src|action|data-src|data-since|content)=["']([^"'#]+)""")
# What differs from one reading to the next for reasons of its own: form keys, tickets, the clock.
OWN = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|data-ticket="[^"]+"|"ticket": "[^"]+"|DTSTAMP:\w+|<updated>[^<]+|'
    rb'name="now" content="[^"]+"|'
    rb"'(Expires|Last-Modified|Set-Cookie)': '[^']+'"
)
# Signing out, changing the language: not reading.
LEFT_ALONE = ("/accounts/logout", "/i18n/", "/static/")


@dataclass
class Answer:
    """One answer: everything in it that could give somebody away, packed files opened."""

    url: str
    status: int
    parts: dict[str, bytes] = field(default_factory=dict)

    def holds(self, *markers: str) -> list[tuple[str, str]]:
        """(part, marker) wherever one of ``markers`` stands, escaped or not."""
        wanted = [(marker, marker.lower().encode()) for marker in markers]
        small = {name: part.lower() for name, part in self.parts.items()}
        return [(name, marker) for name, part in small.items() for marker, word in wanted if word in part]


def crawl(client: Client, start: list[str], most: int = 400) -> Iterator[Answer]:
    """Every page that links lead to from ``start``, each address once."""
    waiting, seen = list(start), set(start)
    while waiting and len(seen) <= most:
        url = waiting.pop(0)
        response = client.get(url)
        body = response.getvalue()
        yield Answer(url, response.status_code, {"headers": str(response.headers).encode(), **opened(url, body)})
        if response.status_code in {301, 302}:
            found = [response["Location"]]
        else:
            found = [unescape(link.decode("utf-8", "replace")) for link in LINK.findall(body)]
        for link in found:
            parts = urlsplit(urljoin(url, link))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            ours = parts.netloc in {"", "testserver"} and path.startswith("/")
            if ours and path not in seen and not path.startswith(LEFT_ALONE):
                seen.add(path)
                waiting.append(path)


def opened(name: str, body: bytes) -> dict[str, bytes]:
    """A file's bytes; of a packed file every member and its name; of a PDF its words and all that it says of itself."""
    if body.startswith(b"%PDF"):
        return {name: body, **_pages(name, body)}
    if not body.startswith(b"PK"):
        return {name: unescape(body.decode("utf-8", "replace")).encode()}
    with zipfile.ZipFile(BytesIO(body)) as packed:
        members = {member: packed.read(member) for member in packed.namelist()}
    return {
        f"{name}!{member}": unescape(data.decode("utf-8", "replace")).encode() + member.encode()
        for member, data in members.items()
    }


def _pages(name: str, body: bytes) -> dict[str, bytes]:
    """Of a PDF the text of each page, every string and every unpacked stream; nothing of what only says it is one."""
    found = {}
    try:
        pages = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return {}
    for number, page in enumerate(pages, start=1):
        found[f"{name}!page {number}"] = page.get_textpage().get_text_bounded().encode()
    with pikepdf.open(BytesIO(body)) as book:
        for number, part in enumerate(book.objects):
            data = repr(part).encode()
            if isinstance(part, pikepdf.Stream):
                data += part.read_bytes()
            found[f"{name}!object {number}"] = data
    return found
