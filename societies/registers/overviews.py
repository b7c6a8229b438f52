"""Pages that say what registers mean, for the index of registers."""

from django.utils.translation import gettext_lazy as _

from societies.registers.links import IndexLink

OVERVIEWS = (
    IndexLink(
        title=_("Governance"),
        purpose=_("What is due before the re-election, the bodies, elections, secretary-general."),
        name="societies:register-governance",
        national_name="societies:register-calendar",
    ),
)
