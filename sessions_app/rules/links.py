"""Addresses in what people write: found, never changed."""

import re
from collections.abc import Iterator

# Only these two schemes; an address ends at a space or at a sign that no address holds unescaped.
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\\^{|}\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]{4,2000}", re.I)
_HOST = re.compile(r"//\w")
_HTTPS = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#].*)?", re.I | re.S)
_AFTER = ".,;:!?…)]}’”»،؛؟。，"
_PAIRS = {")": "(", "]": "["}


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is an address; put together they are the same text."""
    at = 0
    for found in _ADDRESS.finditer(text):
        address = _without_what_follows(found.group())
        if not _HOST.search(address):
            continue
        if at < found.start():
            yield text[at : found.start()], False
        yield address, True
        at = found.start() + len(address)
    if at < len(text):
        yield text[at:], False


def _without_what_follows(address: str) -> str:
    """Without the full stop that ends the sentence; a bracket stays where the address itself opened it."""
    while address[-1] in _AFTER:
        opened = _PAIRS.get(address[-1])
        if opened and address.count(opened) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address


def is_https(text: str) -> bool:
    """Whether ``text`` is one https address and nothing else: no other scheme, no name or password in it."""
    if len(text) > 500 or [piece for piece, is_address in pieces(text) if is_address] != [text]:
        return False
    return bool(_HTTPS.fullmatch(text))
