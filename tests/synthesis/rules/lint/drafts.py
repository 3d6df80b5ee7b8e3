"""Small drafts for the rules, with one fault sown in each. All sentences are invented."""

from synthesis.rules.lint import Claim, Draft, Kept, Part, Passage, check

SAID = Claim("said", {"speakers": 6, "addressed": 20})
CLEAN = "It was suggested by several delegations that lamps should be dimmed at night."


def passage(text: str, **fields: object) -> Passage:
    values: dict[str, object] = {"place": "q/1", "number": "1", "kind": "own", **fields}
    return Passage(text=text, **values)  # type: ignore[arg-type]


def draft(*passages: Passage, **fields: object) -> Draft:
    """One part with these paragraphs."""
    parts = fields.pop("parts", (Part("q/", "Views", 1, passages),))
    return Draft(parts=parts, **fields)  # type: ignore[arg-type]


def rules(*passages: Passage, **fields: object) -> list[str]:
    """The names of the rules that find something, in order."""
    return [fault.rule for fault in check(draft(*passages, **fields))]


def of(text: str, **fields: object) -> list[str]:
    """The same of one paragraph of the rapporteur's own."""
    of_draft = {
        name: fields.pop(name) for name in list(fields) if name in Draft.__dataclass_fields__ and name != "rule"
    }
    return rules(passage(text, **fields), **of_draft)


def kept(words: str, kind: str = "name", rule: str = "chatham-house") -> dict[str, tuple[Kept, ...]]:
    return {rule: (Kept(words, kind),)}
