"""The forms of the door in the program's own words: allauth's checks, our labels, no placeholder for a label."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _


class _Labelled(forms.Form):
    """Labels and hints by the name of the field; the first field takes the focus."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class LoginForm(_Labelled, account_forms.LoginForm):  # type: ignore[misc]
    labels = {"login": _("User name"), "password": _("Password or one-time code")}


class ChangePasswordForm(_Labelled, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """A password of one's own; the one-time code is none."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": _("ten characters at least; a short sentence is easiest to remember")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.must_change:
            self.fields["oldpassword"].label = _("One-time code from the slip")

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        if self.user.check_password(password):
            raise forms.ValidationError(_("Choose another one: this is the password or code that you have now."))
        return password


class ReauthenticateForm(_Labelled, account_forms.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Password")}


class MfaAuthenticateForm(_Labelled, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code")}


class MfaReauthenticateForm(_Labelled, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code")}


class ActivateTotpForm(_Labelled, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Code that the app shows")}
