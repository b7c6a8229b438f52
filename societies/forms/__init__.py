"""Forms of societies, their registers, and the people who work for them."""

from societies.forms.activities import ActivityForm
from societies.forms.people import (
    ContactForm,
    DeactivateForm,
    FirstManagerForm,
    PersonCreateForm,
    PortfolioForm,
    RoleForm,
)
from societies.forms.society import (
    MANAGER_FIELDS,
    SocietyChoice,
    SocietyForm,
    choice_label,
    societies_by_discipline,
)
from societies.widgets import DateInput

__all__ = [
    "MANAGER_FIELDS",
    "ActivityForm",
    "ContactForm",
    "DateInput",
    "DeactivateForm",
    "FirstManagerForm",
    "PersonCreateForm",
    "PortfolioForm",
    "RoleForm",
    "SocietyChoice",
    "SocietyForm",
    "choice_label",
    "societies_by_discipline",
]
