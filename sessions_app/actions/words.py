"""Text as it comes in, made safe to store."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.procedure import RefusedError

TEXT_LIMIT = 5_000  # characters
STATEMENT_LIMIT = 12_000  # characters: about a quarter of an hour of speech
SENTENCE_WORDS = 30


def plain(text: str) -> str:
    """Without NUL, which PostgreSQL cannot store. Half a character (a lone surrogate, which nothing can encode) is
    replaced as a browser replaces it in a form; line ends are one character; anything else stays as it is.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\x00", "")


def checked_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text of a contribution; refused where there is none, or too much."""
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write something first: the contribution is empty."))
    if len(text) > limit:
        raise RefusedError(
            _("This is {count} characters long; the limit is {limit}. Shorten it, or send it as several.").format(
                count=len(text), limit=limit
            )
        )
    return text


def checked_sentence(sentence: str) -> str:
    """The one sentence for the report, on one line."""
    sentence = " ".join(plain(sentence).split())
    words = len(sentence.split())
    if words > SENTENCE_WORDS or len(sentence) > 400:
        raise RefusedError(
            ngettext(
                "The sentence for the report has {count} word; the limit is {limit}.",
                "The sentence for the report has {count} words; the limit is {limit}.",
                words,
            ).format(count=words, limit=SENTENCE_WORDS)
        )
    return sentence
