"""A list of people to invite: read, shown row by row with what is wrong, and used only when the convenor confirms."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.actions.inviting import enqueue
from consult.actions.people import GIVEN_ROLES, Row, actor, invite_one
from consult.documents.errors import UnreadableDocument
from consult.documents.sheets import MAX_BYTES, numbered
from consult.models import Consultation, Delegation, GuestList, Invitation, Mailing, StakeholderGroup, User
from consult.procedure import Act, RefusedError, Role, may, require
from consult.queries.people import Here

COLUMNS = ("email", "name", "group", "delegation", "language", "role")
# How the columns are headed in lists that people have, in lower case.
HEADINGS = {
    "email": {"email", "e-mail", "e-mail address", "email address", "mail", "address", "courriel", "correo", "почта"},
    "name": {"name", "full name", "participant", "nom", "nombre", "имя", "姓名", "الاسم"},
    "group": {"group", "stakeholder group", "constituency", "groupe", "grupo", "группа", "组别"},
    "delegation": {"delegation", "organization", "organisation", "institution", "company", "state", "délégation"},
    "language": {"language", "langue", "idioma", "язык", "语言", "اللغة"},
    "role": {"role", "rôle", "rol", "роль"},
}


def keep_list(here: Here, user: User, upload: UploadedFile[Any], group: StakeholderGroup | None) -> GuestList:
    """Read an uploaded list and keep it with what is wrong in it; ``group`` is for rows that name none."""
    require(may(here.standing, Act.INVITE))
    if (upload.size or 0) > MAX_BYTES:
        raise RefusedError(_("The list is larger than 2 MB."))
    try:
        lines = numbered(upload.read())
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    rows = checked(here.consultation, named(lines), group)
    if not rows:
        raise RefusedError(_("There is nobody in this list: only its headings."))
    return GuestList.objects.create(
        consultation=here.consultation, uploaded_by=user, name=(upload.name or "")[:200], rows=rows
    )


def named(lines: list[tuple[int, list[str]]]) -> list[dict[str, Any]]:
    """Rows as dicts. Without headings the columns are in the order of ``COLUMNS``."""
    order = {name: place for place, name in enumerate(COLUMNS)}
    if lines and not any("@" in cell for cell in lines[0][1]):
        heads = [cell.casefold().strip(" :*") for cell in lines[0][1]]
        told = {name: heads.index(head) for name, known in HEADINGS.items() for head in heads if head in known}
        order, lines = (told, lines[1:]) if told else (order, lines)
    return [
        {"line": number, **{name: cells[place] if place < len(cells) else "" for name, place in order.items()}}
        for number, cells in lines
    ]


def checked(
    consultation: Consultation, rows: list[dict[str, Any]], default: StakeholderGroup | None = None
) -> list[dict[str, Any]]:
    """Each row with ``faults``, the reasons why it cannot be used: none means it can."""
    check = _Checker(consultation, default)
    return [check(row) for row in rows]


class _Checker:
    """What a consultation knows, once for all rows of a list."""

    def __init__(self, consultation: Consultation, default: StakeholderGroup | None) -> None:
        self.default = default.pk if default else None
        self.groups = {group.name.casefold(): group.pk for group in consultation.groups.all()}
        self.bodies = {body.name.casefold(): body.group_id for body in consultation.delegations.all()}
        self.accepted = set(
            Invitation.objects.filter(consultation=consultation, accepted_by__isnull=False).values_list(
                "email", flat=True
            )
        )
        self.seen: set[str] = set()

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {name: row.get(name, "") for name in COLUMNS} | {"line": row["line"], "faults": []}
        found["group_id"] = row.get("group_id")  # of a row looked at before: what the upload gave it
        found["email"] = found["email"].lower()
        found["name"], found["delegation"] = found["name"][:150], found["delegation"][:160]
        checks: tuple[Callable[[dict[str, Any]], str | None], ...] = (
            self._address,
            self._group,
            self._role,
            self._language,
        )
        found["faults"] = [fault for check in checks if (fault := check(found))]
        return found

    def _address(self, row: dict[str, Any]) -> str | None:
        address = row["email"]
        try:
            validate_email(address)
        except ValidationError:
            return _("“{address}” is not an e-mail address.").format(address=address) if address else _("No address.")
        if address in self.accepted:
            return _("This person has already accepted an invitation.")
        if address in self.seen:
            return _("This address stands further up in the list.")
        self.seen.add(address)
        return None

    def _group(self, row: dict[str, Any]) -> str | None:
        body = self.bodies.get(row["delegation"].casefold())
        named_group = self.groups.get(row["group"].casefold())
        row["group_id"] = body or named_group or self.default or row.get("group_id")
        if row["group"] and named_group is None:
            return _("There is no stakeholder group “{group}” here.").format(group=row["group"])
        if body and named_group and body != named_group:
            return _("“{delegation}” belongs to another stakeholder group here.").format(delegation=row["delegation"])
        if row["delegation"] and row["group_id"] is None:
            return _("Say which stakeholder group “{delegation}” belongs to.").format(delegation=row["delegation"])
        if row["delegation"]:
            self.bodies.setdefault(row["delegation"].casefold(), row["group_id"])
        return None

    def _role(self, row: dict[str, Any]) -> str | None:
        said = row["role"].casefold()
        known = {str(role.label).casefold(): role.value for role in GIVEN_ROLES} | {
            r.value: r.value for r in GIVEN_ROLES
        }
        if said and said not in known:
            return _("There is no role “{role}” that can be given here.").format(role=row["role"])
        row["role"] = known.get(said, Role.PARTICIPANT.value)
        return None

    def _language(self, row: dict[str, Any]) -> str | None:
        said = row["language"].casefold()
        known = {name.casefold(): code for code, name in settings.LANGUAGES}
        known |= {code: code for code, _name in settings.LANGUAGES} | {"zh": "zh-hans", **_ENGLISH}
        if said and said not in known:
            return _("The interface has no language “{language}”.").format(language=row["language"])
        row["language"] = known.get(said, "")
        return None


_ENGLISH = {"french": "fr", "spanish": "es", "arabic": "ar", "chinese": "zh-hans", "russian": "ru"}


def confirm(here: Here, list_id: int, address: str) -> Mailing:
    """Invite everybody whose row is good, once: a second confirmation finds the first one's mailing.

    address: where the links in the mails begin. The worker sends them, after the transaction.
    """
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        waiting = GuestList.objects.select_for_update().filter(pk=list_id, consultation=here.consultation).first()
        if waiting is None:
            raise RefusedError(_("There is no such list in this consultation."))
        if waiting.confirmed_at is not None:
            raise RefusedError(_("This list was confirmed already: its invitations go out once."))
        good = [row for row in checked(here.consultation, waiting.rows) if not row["faults"]]
        if not good:
            raise RefusedError(_("No row of this list can be used."))
        mailing = Mailing.objects.create(consultation=here.consultation, address=address, total=len(good))
        made = [_invite(here.consultation, row, mailing) for row in good]
        waiting.confirmed_at, waiting.rows = timezone.now(), []
        waiting.save(update_fields=["confirmed_at", "rows"])
        record.enter(
            here.consultation.pk,
            "invite",
            actor(here),
            subject=f"mailing-{mailing.pk}",
            payload={"invitations": [[one.pk, one.role] for one in made]},
        )
        enqueue(mailing)
    return mailing


def _invite(consultation: Consultation, row: dict[str, Any], mailing: Mailing) -> Invitation:
    group = StakeholderGroup.objects.filter(pk=row["group_id"], consultation=consultation).first()
    given = Row(email=row["email"], name=row["name"], group=group, delegation=row["delegation"], role=row["role"])
    invitation = invite_one(consultation, given).invitation
    invitation.language, invitation.mailing = row["language"], mailing
    invitation.save(update_fields=["language", "mailing"])
    return invitation


def throw_away(here: Here, list_id: int) -> None:
    """Drop a list that was not confirmed: nothing of it was kept anywhere else."""
    require(may(here.standing, Act.INVITE))
    GuestList.objects.filter(pk=list_id, consultation=here.consultation, confirmed_at=None).delete()


def new_bodies(consultation: Consultation, rows: list[dict[str, Any]]) -> list[str]:
    """The delegations that confirming would make, as they are written in the list."""
    known = {
        name.casefold() for name in Delegation.objects.filter(consultation=consultation).values_list("name", flat=True)
    }
    named_ones = {row["delegation"].casefold(): row["delegation"] for row in rows if row["delegation"]}
    return sorted(name for key, name in named_ones.items() if key not in known)
