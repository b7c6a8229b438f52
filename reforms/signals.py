"""What may have to be done again because of what was written."""

from django.dispatch import Signal

#: Sent inside the transaction when checks of the registers have to be computed again;
#: arguments: `society_ids`, a set of the societies' keys. A row per society waits already.
checks_requested = Signal()
