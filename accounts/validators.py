"""What a password must be, in words of ours where Django's catalogue has none."""

from django.contrib.auth.password_validation import MinimumLengthValidator as DjangoMinimumLength
from django.utils.translation import ngettext


class MinimumLengthValidator(DjangoMinimumLength):
    """Ask for a length; Django's own message is not translated into Chinese."""

    def get_error_message(self) -> str:
        """Say how long a password must be."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say how long a password must be."""
        return ngettext(
            "A password has at least %(min_length)d character.",
            "A password has at least %(min_length)d characters.",
            self.min_length,
        ) % {"min_length": self.min_length}
