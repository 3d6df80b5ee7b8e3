"""The house style of a consultation's reports: each change is a new row, so that what was published stays as it was."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from consult import record
from consult.documents.errors import UnreadableDocument
from consult.documents.house import read_house
from consult.models import Consultation
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of
from synthesis.models.publication import HouseStyle
from synthesis.rules.styles import OURS, proposed

FIELDS = ("symbol", "distribution", "original_language", "word_limit")


def take_template(here: Here, data: bytes, name: str) -> HouseStyle:
    """Set the reports in the house's own Word template from now on. Raises RefusedError with what is wrong with it."""
    require(may(here.standing, Act.SET_UP))
    try:
        house = read_house(data)
    except UnreadableDocument as error:
        raise RefusedError(error.reason) from error
    styles = list(house.styles)
    name = "".join(letter for letter in name if letter.isprintable())[-200:]
    return _change(here, "template", docx=house.docx, styles=styles, mapping=proposed(styles), name=name)


def leave_template(here: Here) -> HouseStyle:
    """Back to the usual form."""
    require(may(here.standing, Act.SET_UP))
    return _change(here, "template", docx=b"", styles=[], mapping={}, name="")


def set_masthead(here: Here, values: Mapping[str, Any]) -> HouseStyle:
    """What is printed above the reports, and how long they may be. values: those of ``FIELDS``."""
    require(may(here.standing, Act.SET_UP))
    return _change(here, "masthead", **{name: values[name] for name in FIELDS if name in values})


def set_mapping(here: Here, mapping: Mapping[str, str]) -> HouseStyle:
    """Which of our styles becomes which of the template's; one that is left out is made as we would."""
    require(may(here.standing, Act.SET_UP))
    chosen = {name: theirs for name, theirs in mapping.items() if theirs}
    now = HouseStyle.objects.filter(consultation=here.consultation).first()
    if now is None or any(name not in OURS or theirs not in now.styles for name, theirs in chosen.items()):
        raise RefusedError(_("The template has no such style."))
    return _change(here, "styles", mapping=chosen)


def copy(source: Consultation, made: Consultation) -> None:
    """A copy of a set-up is printed alike; its symbol is its own."""
    now = HouseStyle.objects.filter(consultation=source).first()
    if now is not None:
        now.pk, now.consultation, now.symbol = None, made, ""
        now._state.adding = True
        now.save()


def _change(here: Here, what: str, **values: Any) -> HouseStyle:
    with writing():
        now = HouseStyle.objects.filter(consultation=here.consultation).first()
        kept = ("name", "docx", "styles", "mapping", *FIELDS)
        before = {name: getattr(now, name) for name in kept} if now else {}
        house = HouseStyle.objects.create(consultation=here.consultation, **{**before, **values})
        record.enter(here.consultation.pk, "change house style", actor_of(here), payload={"what": what})
    return house
