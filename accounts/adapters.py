"""How allauth behaves here: accounts are made by people in charge, never by visitors."""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from accounts.ciphers import open_sealed, seal

#: Seconds after signing in in which a second factor is set up without proving oneself again.
JUST_SIGNED_IN = 5 * 60
_PURPOSE = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    """No self-service sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Spare whom signing in has just led to the second factor a second password."""
        if app == "allauth.mfa":
            request = self.request
            proofs = get_authentication_records(request, request.user)
            if any(time.time() - proof["at"] < JUST_SIGNED_IN for proof in proofs):
                return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return the text under the current key."""
        return urlsafe_b64encode(seal(text.encode(), purpose=_PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text again; raises Unreadable when no known key wrote it."""
        return open_sealed(urlsafe_b64decode(encrypted_text), purpose=_PURPOSE).decode()
