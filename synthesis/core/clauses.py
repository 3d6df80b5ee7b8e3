"""Which sentences can follow "that", and how they then begin. Heuristics of form: what fails them is quoted or left."""

import re
from collections.abc import Collection, Iterable

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

LONGEST = 32  # words
SHORTEST = 5
_END = re.compile(r"[.!?…]+[\"”’)]*\s")
_OWN_VOICE = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
_US = re.compile(r"\b(?:we|us|our|ours|you|your|yours|let[’']s)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|will|would|should|shall|must|may|might|needs?|"
    r"(?:is|are|was|were|has|have|does|do|did|ca|could|wo|would|should|must)n[’']t)\b"
)
# A sentence that begins with one of these leans on another one, or tells somebody what to do.
_LEANING_WORDS = (
    "actually again agree agreed also although and anyway because but despite disagree ditto given he her "
    "him his how however i'm if it's its it’s maybe no or perhaps please regardless same she since so "
    "such sure that then these they this those though thus unless what whatever when where which while "
    "whilst who why yes"
)
_IMPERATIVE_WORDS = (
    "abolish accept add adopt allow apply appoint avoid ban be begin bring build buy call change charge "
    "check clean close come consider continue control create cut define deliver design develop direct "
    "discourage distribute do don't don’t educate eliminate empower enable encourage end enforce engage "
    "ensure establish expand explore extend fence find focus follow foster fund get give go grow have "
    "help hold identify implement impose improve include increase integrate introduce invest involve keep "
    "know lead leave legalise legislate let limit listen look lower maintain make manage mandate measure "
    "move need offer open pay phase plan plant prevent prioritise prioritize produce prohibit promote "
    "protect provide publish pull push put raise recognise recognize recycle reduce reform regulate "
    "reinstate remove repeal replace require respect restore restrict reverse review reward scrap set "
    "share shift show simplify spend start stop strengthen support sustain switch take target tax teach "
    "tell think train treat try turn uphold use work"
)
_LEANING, _IMPERATIVE = frozenset(_LEANING_WORDS.split()), frozenset(_IMPERATIVE_WORDS.split())
# Words that begin a sentence with a capital by rule alone: their endings are those of common nouns and verbs.
_COMMON = re.compile(
    r"(?:ing|ion|ions|ism|ment|ments|ity|ities|ness|ance|ence|ships?|ers|ors|ies|ance|ages?|ogy|ics|ation)$"
)
_LEAD_IN = re.compile(
    r"^(?:it was (?:also )?(?:suggested|noted|reported|said|proposed|felt)|concern was (?:also )?expressed|"
    r"the question was raised)(?: that| whether)?\s+",
    re.IGNORECASE,
)


def is_short(text: str) -> bool:
    """Whether a text is one sentence of a length that can be reported: 5 to 32 words, one line."""
    words = len(text.split())
    return SHORTEST <= words <= LONGEST and not _END.search(text.strip() + "x") and "\n" not in text.strip()


def can_be_reported(text: str, language: str = "en") -> bool:
    """Whether "supported the view that <text>" is grammatical: a plain statement in nobody's own voice.

    Only judged of English; elsewhere statements are quoted.
    """
    body = text.strip()
    if not (language or "en").startswith("en") or not is_short(body):
        return False
    if re.search(r"[?!:;\"“”‘()…/&*]|\s[-–—]\s|\.\.|https?", body) or _OWN_VOICE.search(body) or _US.search(body):
        return False
    words = body.split()
    first = words[0].lower().strip(",.’'")
    if first in _LEANING or first in _IMPERATIVE or words[0].endswith(","):
        return False
    return bool(_FINITE.search(" ".join(words[1:]))) and not is_shouted(body)


def may_stand_alone(text: str) -> bool:
    """Whether a statement can be quoted whole: one sentence that leans on no other, no question, not shouted."""
    body = text.strip()
    if not is_short(body) or re.search(r"[?!:*/()&]|https?:|[\"“”]|\.\.|…", body) or _OWN_VOICE.search(body):
        return False
    return body.split()[0].lower().strip(",.") not in _LEANING and body[0].isupper() and not is_shouted(body)


def is_shouted(text: str) -> bool:
    """Whether words other than short acronyms stand in capitals."""
    return bool(re.search(r"\b[A-Z]{6,}\b", text)) or len(re.findall(r"\b[A-Z]{4,}\b", text)) > 1


def begins_clearly(text: str, known: Collection[str], names: Collection[str]) -> bool:
    """Whether it can be told if the first word keeps its capital after "that"; where it cannot, the text is quoted."""
    first = re.match(r"[^\W\d_][\w’'-]*", text.strip())
    if first is None:
        return text.strip()[:1].isdigit()
    word = first[0]
    return _is_common(word, known) or word in names or word == "A" or (word.isupper() and len(word) > 1)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words that some text writes with a capital inside a sentence."""
    return frozenset(word for text in texts for word in re.findall(r"(?<=[a-z,;] )[A-Z][\w’'-]*", text))


def lower_words(texts: Iterable[str]) -> frozenset[str]:
    """Every word that some text writes in lower case: such a word is no name when a sentence begins with it."""
    found = {word for text in texts for word in re.findall(r"[^\W\d_][\w’'-]*", text) if word[0].islower()}
    return frozenset(found | set(ENGLISH_STOP_WORDS))


def clause(text: str, known: Collection[str]) -> str:
    """``text`` as it stands after "that": no full stop, no lead-in of its own, small unless a name begins it."""
    body = _LEAD_IN.sub("", " ".join(text.split())).rstrip(" .;,")
    first = re.match(r"[^\W\d_][\w’'-]*", body)
    if first is None or first[0] == "I" or (first[0].isupper() and len(first[0]) > 1):
        return body
    return body[0].lower() + body[1:] if _is_common(first[0], known) or first[0] == "A" else body


def _is_common(word: str, known: Collection[str]) -> bool:
    small = word.lower()
    return small in known or small.split("-")[0] in known or bool(_COMMON.search(small))


def whole(text: str) -> str:
    """``text`` as a whole sentence for quotation marks: its own words, one full stop."""
    body = " ".join(text.split())
    return body if body[-1:] in ".!?…" else body + "."
