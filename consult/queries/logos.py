"""Partners with their logos."""

from dataclasses import dataclass

from consult.models import Consultation, PartnerLogo


@dataclass(frozen=True, slots=True)
class Partner:
    """logo: the key of the picture, none if there is none."""

    name: str
    url: str = ""
    logo: int | None = None


def names_of_partners(consultation: Consultation) -> list[str]:
    return [partner.name for partner in _told(consultation)]


def partners(consultation: Consultation) -> list[Partner]:
    """In the convenor's order; asks for pictures only where there are partners, and never for their bytes."""
    told = _told(consultation)
    if not told:
        return []
    keys = dict(PartnerLogo.objects.filter(consultation=consultation).values_list("partner", "pk"))
    return [Partner(one.name, one.url, keys.get(one.name)) for one in told]


def _told(consultation: Consultation) -> list[Partner]:
    """A partner is a name, or a name with an address."""
    told = [one if isinstance(one, dict) else {"name": one} for one in consultation.partners]
    return [Partner(str(one["name"]), str(one.get("url") or "")) for one in told if one.get("name")]
