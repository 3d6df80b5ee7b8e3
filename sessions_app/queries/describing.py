"""What a text is beside its words: whom it addresses, how binding it is, what that rests on, what it is part of."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consult.models import Participant
from sessions_app.models import Ballot, Recommendation, RecommendationVersion
from sessions_app.states import Modality


@dataclass(frozen=True, slots=True)
class Described:
    """parent: the number of the text that it is a part of, or ""."""

    addressees: tuple[str, ...] = ()
    modality: str = ""
    basis: str = ""
    parent: str = ""

    def kept(self) -> dict[str, Any]:
        """As a version keeps it."""
        return asdict(self)


def described(row: Recommendation) -> Described:
    """How a text stands now."""
    return Described(
        addressees=tuple(str(name) for name in row.addressees),
        modality=row.modality,
        basis=row.basis,
        parent=row.parent.number if row.parent else "",
    )


def of_version(row: Recommendation, version: RecommendationVersion, newest: int) -> Described | None:
    """How it stood with the words of a version; None of one that was replaced before this was kept."""
    if version.version == newest:
        return described(row)
    kept = version.described
    return Described(**(kept | {"addressees": tuple(kept["addressees"])})) if kept else None


def changed(before: Described, after: Described) -> list[str]:
    """The names of what differs."""
    return [one.name for one in fields(Described) if getattr(before, one.name) != getattr(after, one.name)]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that changed between two versions, in words."""

    label: str
    before: str
    after: str


def differences(before: Described | None, after: Described | None) -> list[Difference]:
    """What changed beside the words; nothing where one of the two is not known."""
    if before is None or after is None:
        return []
    labels = {
        "addressees": _("Addressed to"),
        "modality": _("Modality"),
        "basis": _("Obligation behind “must”"),
        "parent": _("Part of"),
    }
    old, new = _in_words(before), _in_words(after)
    return [Difference(labels[name], old[name], new[name]) for name in changed(before, after)]


def is_relied_on(row: Recommendation, me: Participant | None) -> bool:
    """Whether others than ``me`` stand behind a text, made a statement on it or were asked about it."""
    others = row.sponsors.exclude(participant=me) if me else row.sponsors.all()
    put = Ballot.objects.filter(version__recommendation=row)
    return others.exists() or put.exists() or row.position_statements.exists()


def _in_words(one: Described) -> dict[str, str]:
    labels = {value: str(label) for value, label in Modality.choices}
    return {
        "addressees": pgettext("between the items of a list", ", ").join(one.addressees),
        "modality": labels.get(one.modality, one.modality) or _("not said"),
        "basis": one.basis,
        "parent": _("Text {number}").format(number=one.parent) if one.parent else _("it stands for itself"),
    }
