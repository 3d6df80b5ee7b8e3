"""Setting what a text is beside its words, checked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from consult.procedure import RefusedError
from sessions_app.actions.words import plain
from sessions_app.models import Recommendation
from sessions_app.queries.drafting import possible_parents
from sessions_app.states import Modality

MOST_ADDRESSEES = 12
ADDRESSEE_LIMIT = 120
BASIS_LIMIT = 300


def describe(row: Recommendation, addressees: Iterable[str], modality: str, basis: str = "") -> None:
    """Addressees and modality of a text, which its caller saves. "Must" needs the obligation that it stands on."""
    names = [" ".join(plain(name).split())[:ADDRESSEE_LIMIT] for name in addressees]
    row.addressees = [name for name in dict.fromkeys(names) if name][:MOST_ADDRESSEES]
    if modality not in {"", row.modality, *Modality.values}:
        raise RefusedError(_("There is no such modality."))
    basis = plain(basis).strip()
    if len(basis) > BASIS_LIMIT:
        raise RefusedError(_("A reason has at most {limit} characters.").format(limit=BASIS_LIMIT))
    row.modality, row.basis = modality, basis
    if row.modality == Modality.MUST and not row.basis:
        raise RefusedError(_("“Must” is for what a treaty obliges to. Name the obligation, or choose “should”."))


def make_part_of(row: Recommendation, parent_id: int | None) -> None:
    """Of which text this one is a part, or of none; its caller saves it."""
    row.parent = None
    if parent_id is not None:
        row.parent = possible_parents(row).filter(pk=parent_id).first()
        if row.parent is None or row.children.exists():
            raise RefusedError(_("A text is part of one that stands under the same question and is no part itself."))
