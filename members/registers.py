"""Registers of the members app."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import DeclaredCount, Dues, DuesStandard, Member
from members.practice import declaration_flags, standard_flags
from societies.models import Society
from societies.registers import Column, Reference, Register
from societies.registers.links import IndexLink
from societies.registers.words import BODY_ALIASES
from societies.selectors.kept import kept, stamp_of


def _recorded(society: Society | None) -> str:
    """Say how many members are on record, those who left included."""
    members = Member.objects.all() if society is None else Member.objects.filter(society=society)
    number = kept(stamp_of(society), "members recorded", members.order_by().count)
    return intcomma(number, use_l10n=False)


#: On the index of the registers, beside those below.
LINKS = (
    IndexLink(
        title=pgettext_lazy("register", "Members"),
        purpose=_("Individual and unit members, their numbers as of any day, and their import."),
        name="members:member-list",
        national_name="members:member-summary",
        group="members",
        summary=_recorded,
    ),
    IndexLink(
        title=_("Dues by year"),
        purpose=_("Standards in force, who owed and who paid, beside the year before."),
        name="members:dues-overview",
        group="members",
    ),
)

REGISTERS = (
    Register(
        kind="declared_counts",
        model=DeclaredCount,
        group="members",
        title=_("Declared counts"),
        purpose=_("Membership figures of a society whose member list is kept elsewhere."),
        columns=(
            Column("as_of"),
            Column("individual"),
            Column("unit"),
            Column("dues_owing"),
            Column("dues_paid"),
            Column("senior"),
            Column("fellow"),
            Column("student"),
            Column("foreign"),
            Column("hk_macao_taiwan"),
            Column("honorary"),
            Column("note"),
        ),
        key=("as_of",),
        listed=("as_of", "individual", "unit", "dues_owing", "dues_paid"),
        searched=("note",),
        dated="as_of",
        has_file=True,
        flags=declaration_flags,
    ),
    Register(
        kind="dues_standards",
        model=DuesStandard,
        group="members",
        title=_("Standards of dues"),
        purpose=_("What each grade owes per year, and the resolution that set it."),
        columns=(
            Column("grade"),
            Column("amount"),
            Column("resolved_by"),
            Column("resolved_on"),
            Column("effective_on"),
            Column("delegates_due"),
            Column("delegates_present"),
            Column("votes_for"),
            Column("note"),
        ),
        key=("grade", "effective_on"),
        listed=("grade", "amount", "resolved_by", "resolved_on", "effective_on"),
        searched=("note",),
        filtered=("grade",),
        dated="effective_on",
        flags=standard_flags,
        aliases={"resolved_by": BODY_ALIASES},
    ),
    Register(
        kind="dues",
        model=Dues,
        group="members",
        title=pgettext_lazy("register", "Dues"),
        purpose=_("What each member owed and paid for a year."),
        columns=(
            Reference("member", (("registration_no", "registration_no"),)),
            Column("year"),
            Column("owing"),
            Column("paid"),
            Column("paid_on"),
            Column("note"),
        ),
        key=("registration_no", "year"),
        listed=("member", "year", "owing", "paid", "paid_on"),
        searched=("member__name", "member__registration_no"),
        dated="paid_on",
        # the latest first, as an index gives them: those of one society may be a million
        ordering=("society__code", "-year", "-pk"),
        is_personal=True,
    ),
)
