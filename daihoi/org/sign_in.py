"""How allauth signs people in here: by user name, no self-registration, no mail."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daihoi.org.actions.user import factor_record, password_set
from daihoi.org.models import User

MESSAGES = {
    "account/messages/password_changed.txt": _("The password was changed."),
    "mfa/messages/totp_activated.txt": _("The second factor is on. Print the recovery codes now."),
    "mfa/messages/totp_deactivated.txt": _("The second factor is off."),
    "mfa/messages/recovery_codes_generated.txt": _("There are new recovery codes. Earlier ones no longer work."),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, who prints a one-time code."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The user name or the password is not right. Look at Caps Lock and the keyboard."
        ),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("This is not the password or code that you have now."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many wrong attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """An account outside its validity is told so at the door."""
        if not user.valid_on(timezone.localdate()):
            raise PermissionDenied(_("This account is not valid today. Ask the administrator of your office."))
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def set_password(self, user: User, password: str) -> None:
        password_set(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the day's work: from the one-time code straight to the first page."""
        return reverse("home")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Of allauth's messages those that the page itself does not say, in our words."""
        if said := MESSAGES.get(message_template or ""):
            super().add_message(request, level, message=str(said))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No account needs a mail address; nothing is sent."""


def _box() -> Fernet:
    """What keys of second factors are kept in: a copy of the database alone opens nobody's account."""
    return Fernet(urlsafe_b64encode(hashlib.sha256(f"mfa:{settings.SECRET_KEY}".encode()).digest()))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor in our words, its keys encrypted."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right. Wait for the next one that the app shows."),
    }


def _factor(switched: str) -> Any:
    def heard(sender: Any, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
        if authenticator.type == Authenticator.Type.TOTP:
            factor_record(user, switched=switched)

    return heard


def listen() -> None:
    """The second factor switched on or off by its owner becomes an event."""
    signals.authenticator_added.connect(_factor("on"), weak=False, dispatch_uid="daihoi.factor.on")
    signals.authenticator_removed.connect(_factor("off"), weak=False, dispatch_uid="daihoi.factor.off")
