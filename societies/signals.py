"""What the apps above may want to know."""

from django.dispatch import Signal

#: Sent inside the transaction when records of registers were added, changed or taken away;
#: arguments: `society_ids`, a set of the societies' keys.
registers_changed = Signal()
