"""Text as it comes in, made safe to store."""


def plain(text: str) -> str:
    """Without NUL, which PostgreSQL cannot store. Half a character (a lone surrogate, which nothing can encode) is
    replaced as a browser replaces it in a form; line ends are one character; anything else stays as it is.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\x00", "")
