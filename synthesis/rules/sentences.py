"""A paragraph as its sentences."""

import re

_END = re.compile(r"(?<=[.!?…。！？؟۔])([”’»\")\]]*)\s+|(?<=[。！？])(?=[^\s”’»\")\]])")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|No|Art|Mr|Mrs|Ms|Dr|St|vs|cf|para|paras|pp?|vol|e\.g|i\.e|etc)\.$", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of one line of text, each with the marks, closing quotes and spaces that follow it.

    Joined again they are the text.

    >>> sentences("Fund it. Who pays? See para. 4.")
    ['Fund it. ', 'Who pays? ', 'See para. 4.']
    """
    found: list[str] = []
    at = 0
    for end in _END.finditer(text):
        if not _SHORT.search(text[at : end.start()]):
            found.append(text[at : end.end()])
            at = end.end()
    return [*found, text[at:]] if text[at:] else found
