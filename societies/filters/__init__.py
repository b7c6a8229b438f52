"""What the addresses of lists may ask for."""

from societies.filters.lists import PersonFilter, SocietyFilter

__all__ = ["PersonFilter", "SocietyFilter"]
