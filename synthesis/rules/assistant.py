"""The endpoint of the drafting assistant, as the house has set it up; off where no address is given."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Endpoint:
    """url: what is posted to, and nothing else. is_local: what is sent stays in the house."""

    url: str
    model: str
    key: str
    is_local: bool
    seconds: int


def endpoint() -> Endpoint | None:
    """The configured endpoint; None where it is off, or set up in a way that ``trouble`` tells."""
    if not settings.ASSISTANT_URL or trouble():
        return None
    base = str(settings.ASSISTANT_URL)
    return Endpoint(
        url=f"{base.rstrip('/')}/chat/completions",
        model=str(settings.ASSISTANT_MODEL),
        key=str(settings.ASSISTANT_KEY),
        is_local=_is_local(urlsplit(base).hostname or ""),
        seconds=int(settings.ASSISTANT_SECONDS),
    )


def trouble() -> str:
    """What is wrong with the settings, "" where nothing is."""
    try:
        parts = urlsplit(str(settings.ASSISTANT_URL))
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return str(_("CONSULT_ASSISTANT_URL is no address."))
    if not settings.ASSISTANT_URL:
        return ""
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        return str(_("CONSULT_ASSISTANT_URL is to begin with https:// and to have no query."))
    if parts.username is not None or parts.password is not None:
        return str(_("CONSULT_ASSISTANT_URL is to hold no name and no password; the key has a variable of its own."))
    if parts.scheme == "http" and not _is_local(host):
        return str(_("CONSULT_ASSISTANT_URL is to begin with https:// unless the endpoint is the host’s own."))
    if not settings.ASSISTANT_MODEL:
        return str(_("CONSULT_ASSISTANT_MODEL is to name the model."))
    return "" if settings.ASSISTANT_SECONDS > 0 else str(_("CONSULT_ASSISTANT_SECONDS is to be more than 0."))


def _is_local(host: str) -> bool:
    """By the house's word, or a loopback address as it is written: what a name leads to can change."""
    if settings.ASSISTANT_LOCAL or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
