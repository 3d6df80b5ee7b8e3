from consult.models.consultation import Consultation, Contact, DocumentImport, PartnerLogo, Phase, Resource
from consult.models.inviting import GuestList, Invitation, Mailing
from consult.models.people import (
    Delegation,
    Elector,
    Electorate,
    Participant,
    ParticipantRole,
    StakeholderGroup,
    User,
)
from consult.models.record import RecordEntry, RecordHead

__all__ = [
    "Consultation",
    "Contact",
    "Delegation",
    "DocumentImport",
    "Elector",
    "Electorate",
    "GuestList",
    "Invitation",
    "Mailing",
    "Participant",
    "ParticipantRole",
    "PartnerLogo",
    "Phase",
    "RecordEntry",
    "RecordHead",
    "Resource",
    "StakeholderGroup",
    "User",
]
