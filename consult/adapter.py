"""allauth's hooks: accounts here are an address and a code, and mails name no topic."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """A code that came back proves the address, also of accounts that were made without allauth."""
        for proof in get_authentication_records(request, user):
            if proof.get("method") == "code" and proof.get("email") == user.email:
                EmailAddress.objects.get_or_create(
                    user=user, email=user.email, defaults={"verified": True, "primary": True}
                )
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in with what the account's key is now: proving an address may just have changed it."""
        user.refresh_from_db(fields=["password"])
        super().login(request, user)


def forget_other_sessions(request: HttpRequest, email_address: Any, **_kwargs: Any) -> None:
    """The owner of an address proves it for the first time: whoever used the account until then is signed out.

    An account made by an invitation's link is not proved to be its address's owner's: a link can be forwarded.
    """
    user = email_address.user
    if user.has_usable_password():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    if request.user.is_authenticated and request.user.pk == user.pk:
        update_session_auth_hash(request, user)
