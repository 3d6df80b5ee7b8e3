"""The paragraphs of a text, as a separate vote names them: the lines that hold something, numbered from 1."""


def paragraphs(text: str) -> list[str]:
    """
    >>> paragraphs("One.\\n\\nTwo.\\n")
    ['One.', 'Two.']
    """
    return [line.strip() for line in text.split("\n") if line.strip()]


def without(text: str, number: int) -> str:
    """The text without one of its paragraphs, every other word as it stood. Raises ValueError where there is none.

    >>> without("One.\\n\\nTwo.\\n\\nThree.", 2)
    'One.\\n\\nThree.'
    """
    kept, seen, drops = [], 0, False
    for line in text.split("\n"):
        if line.strip():
            seen += 1
            drops = seen == number
        if not drops:
            kept.append(line)
    if not 1 <= number <= seen:
        raise ValueError(f"no such paragraph: {number}")
    return "\n".join(kept).strip()
