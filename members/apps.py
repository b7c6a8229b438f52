"""Individual and unit members of the societies, their dues, and their import in bulk."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Individual and unit members of the societies."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "members"

    def ready(self) -> None:
        """Make the registers of members known, the permissions and the words of the trail."""
        from members import permissions, registers, words  # noqa: F401, PLC0415
        from members.selectors.declared import beside_register  # noqa: PLC0415
        from societies.registers import BESIDE, add_registers  # noqa: PLC0415
        from societies.registers.links import add_links  # noqa: PLC0415

        add_registers(registers.REGISTERS)
        add_links(registers.LINKS)
        BESIDE["declared_counts"] = beside_register
