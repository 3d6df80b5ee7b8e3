"""Words for a theme: class-based TF-IDF over its voices, in the language that most of them speak."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from synthesis.core.text import language_of, plain

_STOP_WORDS = "stopwordsiso"
_WORD = re.compile(r"[^\W\d_][\w’'-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 3  # letters
# Words that carry no subject in a debate: they would make every label "people, need, make".
_EMPTY = (
    "need needs needed should must would could make makes making made want wants like think believe feel know see say "
    "says use used using get gets getting give gives given take takes taken let lets put keep help helps going come "
    "way ways thing things something anything everything people person new good better best bad worse great big large "
    "small many more most much less least lot lots just really also even still already always never often ever yes "
    "right wrong important able example etc based different rather instead current currently year years day time today "
    "ensure provide allow include including require required don doesn isn aren won didn can cannot does did done "
    "doing being because become work works working actually simply far long high higher low lower idea ideas issue "
    "issues point points fact view views thought question questions support agree disagree live living stop start "
    "create created improve"
)
STOP = ENGLISH_STOP_WORDS | frozenset(_EMPTY.split())
# In English, what mostly follows one of these is a noun, and what mostly follows one of those a verb.
_NOUNS = "a an the of our their its this these those any all some no more in on for from with by about between and or"
_VERBS = "to should must will would can could may might not shall who that we they i you it"
_BEFORE_NOUNS, _BEFORE_VERBS = frozenset(_NOUNS.split()), frozenset(_VERBS.split())


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """Words of a language that name nothing: English ones always, others with the extra."""
    if language in ("", "en") or find_spec(_STOP_WORDS) is None:
        return frozenset(STOP)
    known = import_module(_STOP_WORDS)
    return frozenset(STOP | set(known.stopwords(language) if known.has_lang(language) else ()))


def stem(text: str) -> str:
    """Lower case without English plural and possessive endings, so that "trap" and "traps" meet."""
    small = re.sub(r"[’']s\b", "", text.lower())
    return re.sub(
        r"\b([^\W\d_]{2,}?)(?:ies\b|(?<![suia])s\b)", lambda m: m[1] + ("y" if m[0].endswith("ies") else ""), small
    )


def terms(text: str, language: str = "") -> list[str]:
    """The words of a text that can name what it is about, stemmed; of Chinese, without spaces, pairs of characters."""
    body = plain(text)
    stops = stop_words(language)
    pairs = [run[at : at + 2] for run in _HAN.findall(body) for at in range(len(run) - 1)]
    words = [(word, stem(word)) for word in _WORD.findall(_HAN.sub(" ", body))]
    found = [root for word, root in words if len(root) >= _SHORTEST and not {word.lower(), root} & stops]
    return [*found, *(pair for pair in pairs if pair not in stops)]


def labels(
    texts: Sequence[str],
    members: Sequence[Sequence[int]],
    *,
    voices: Sequence[object],
    languages: Sequence[str],
    known: str = "",
    most: int = 3,
) -> list[str]:
    """Up to ``most`` words for each group of texts, separated by commas; "" where none are its own.

    Class-based TF-IDF (Grootendorst 2022): w(t, c) = tf(t, c) log(1 + A / f(t)), where tf counts in how many voices of
    the group a word stands (a submission once), f in how many of all groups, A is the average number of words of a
    group. Words of ``known``, the question, are in every answer and name none. members: the most central first.
    """
    first = language_of(known) if known else ""
    spoken = [_spoken(group, languages, first) for group in members]
    asked = {root for language in {"", *languages} for root in terms(known, language)}
    counts = [_voiced(texts, group, voices, languages, of) for group, of in zip(members, spoken, strict=True)]
    everywhere: Counter[str] = Counter()
    for one in counts:
        everywhere.update(one)
    average = sum(everywhere.values()) / max(1, len(counts))
    vocabulary = sorted(everywhere)
    rare = np.array([np.log1p(average / everywhere[term]) for term in vocabulary])
    found = []
    for group, of, one in zip(members, spoken, counts, strict=True):
        own = [texts[index] for index in group if languages[index] == of]
        said = _telling(one, terms(own[0], of) if own else [], asked)
        weights = np.array([said[term] for term in vocabulary], dtype=np.float64) * rare
        found.append(Naming(own, vocabulary).label(weights, most))
    return found


def _telling(counts: Counter[str], central: Sequence[str], asked: Collection[str]) -> Counter[str]:
    """Words of a group that may name it: what more than one voice says, else what its most central text says."""
    shared = Counter({term: count for term, count in counts.items() if count > 1 and term not in asked})
    return shared or Counter({term: 1 for term in central if term not in asked})


def _spoken(group: Iterable[int], languages: Sequence[str], first: str) -> str:
    """The language that a group is named in: the question's where some speak it, else the one that most speak."""
    counted = Counter(languages[index] for index in group)
    if counted[first] > 1:
        return first
    return max(counted, key=lambda language: (counted[language], language)) if counted else ""


def _voiced(
    texts: Sequence[str], group: Sequence[int], voices: Sequence[object], languages: Sequence[str], of: str
) -> Counter[str]:
    """In how many voices of a group each word of its main language stands."""
    said = {(voices[i], term) for i in group if languages[i] == of for term in terms(texts[i], of)}
    return Counter(term for _voice, term in said)


class Naming:
    """Names by weights of words: the heaviest that are nouns, in the spelling and number that texts use most."""

    def __init__(self, texts: Sequence[str], terms: Sequence[str]) -> None:
        self._terms = terms
        self._written: dict[str, Counter[str]] = {}
        self._noun: Counter[str] = Counter()
        self._verb: Counter[str] = Counter()
        for text in texts:
            words = re.findall(r"[^\W\d_][\w’'-]*", plain(text))
            for place, word in enumerate(words):
                root = stem(word)
                # The first word of a sentence is capitalized by rule: it says nothing of the spelling.
                self._written.setdefault(root, Counter())[re.sub(r"[’']s$", "", word)] += 3 if place else 1
                before = words[place - 1].lower() if place else ""
                self._noun[root] += before in _BEFORE_NOUNS
                self._verb[root] += before in _BEFORE_VERBS

    def label(self, weights: NDArray[np.float64], most: int = 3) -> str:
        """Up to ``most`` words, separated by commas: the heaviest, and others that weigh a third of it."""
        order = np.lexsort((np.arange(len(weights)), -weights))
        chosen: list[str] = []
        heaviest = 0.0
        for index in order[:12]:
            term = str(self._terms[index])
            if weights[index] <= 0 or not self._is_noun(term) or self._repeats(term, chosen):
                continue
            heaviest = heaviest or float(weights[index])
            if len(chosen) == most or weights[index] < heaviest / 3:
                break
            chosen.append(self._spelling(term))
        return ", ".join(chosen)

    def _repeats(self, term: str, chosen: Sequence[str]) -> bool:
        """Whether a pair of Chinese characters overlaps one that was taken: they are parts of one word."""
        return bool(_HAN.match(term)) and any(set(term) & set(other) for other in chosen)

    def _is_noun(self, term: str) -> bool:
        if re.search(r"(?:ed|ly|ous|ive|ful|[’']t)$", term):
            return False
        return self._noun[term] > self._verb[term] or not (self._noun[term] or self._verb[term])

    def _spelling(self, term: str) -> str:
        spellings = self._written.get(term)
        # A word that is ever written small inside a sentence is no name, whatever its most frequent spelling.
        small = [one for one in spellings or () if one.islower()]
        return max(small or spellings or [term], key=lambda one: (spellings[one] if spellings else 0, one))


def label_of(texts: Sequence[str], others: Collection[str] = ()) -> str:
    """Up to three words for a few texts: the nouns that most of them share; "" where there are none."""
    stems = [set(terms(text)) for text in texts]
    shared = Counter(word for words in stems for word in words)
    naming = Naming([*texts, *others], sorted(shared))
    weights = np.array([float(shared[word]) if shared[word] > 1 else 0.0 for word in sorted(shared)])
    return naming.label(weights) if weights.any() else ""
