"""allauth's hooks: accounts here are an address and a code, and mails name no topic."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

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
