"""The headings of the registers' index, and other spellings of choices that files bring."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Headings of the index in their order, by a register's `group`.
GROUPS = {
    "members": pgettext_lazy("register", "Members"),
    "branches": _("Branches"),
    "governance": _("Governance"),
    "meetings": _("Meetings"),
    "office": _("Office"),
    "activities": _("Activities"),
}
BODY_ALIASES = {
    "代表大会": "congress",
    "全国会员代表大会": "congress",
    "理事会会议": "council",
    "常务理事会会议": "standing",
    "会长办公会": "president",
    "理事长办公会议": "president",
    "秘书长办公会": "secretary_general",
    "秘书长办公会议": "secretary_general",
    "监事会会议": "supervisory",
    "党委": "party",
    "党委会": "party",
    "standing_council": "standing",
    "supervisors": "supervisory",
    "board_of_supervisors": "supervisory",
    "secretary-general": "secretary_general",
    "party_body": "party",
}
SEAT_ROLE_ALIASES = {
    "会长": "president",
    "副会长": "vice_president",
    "常务副理事长": "vice_president",
    "理事": "member",
    "常务理事": "member",
    "监事": "member",
}
SECTOR_ALIASES = {"高校": "university", "科研机构": "institute", "医院": "hospital"}
ATTENDANCE_ALIASES = {"到会": "present", "参会": "present", "因故请假": "excused"}
BRANCH_KIND_ALIASES = {"专委会": "professional", "工委会": "working"}
