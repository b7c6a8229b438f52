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
    IndexLink(
        title=_("Meetings of the year"),
        purpose=_("Rules of procedure and documents by level, and resolutions that are overdue."),
        name="societies:register-meetings",
        national_name="societies:register-meetings-national",
    ),
    IndexLink(
        title=_("Attendance by seat"),
        purpose=_("Who came to which meeting of the year, and who stayed away without excuse."),
        name="societies:register-attendance",
    ),
    IndexLink(
        title=_("The office"),
        purpose=_("Staff beside the last year-end, Party bodies, premises, rules in force."),
        name="societies:register-office",
        national_name="societies:register-office-national",
    ),
    IndexLink(
        title=_("Totals of activities"),
        purpose=_("What the society did in a year, by kind, with everything that is counted."),
        name="societies:register-activities",
        national_name="societies:register-activities-national",
    ),
)
