"""Secrets of second factors do not lie open in the database."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_secret_is_encrypted_and_still_gives_codes() -> None:
    user = User.objects.create_user("a", name="A")
    TOTP.activate(user, SECRET)
    stored = Authenticator.objects.get(user=user)
    assert SECRET not in str(stored.data)
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(SECRET, counter))
    assert stored.wrap().validate_code(code)
