"""How a person wants to be told: by topic, on which day, in which language."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.enums import USUAL_DELIVERY, Delivery
from accounts.models import DeliveryChoice, Notification, User
from accounts.services import audit

_OWN = ("digest_weekday", "mail_language")


def delivery_of(person: User) -> dict[str, str]:
    """How each topic reaches a person: as they chose, or as is usual."""
    chosen = DeliveryChoice.objects.filter(person=person).values_list("topic", "delivery")
    return {topic: usual.value for topic, usual in USUAL_DELIVERY.items()} | dict(chosen)


@transaction.atomic
def change_delivery(
    *, person: User, delivery: Mapping[str, str], digest_weekday: int, mail_language: str
) -> None:
    """Save a person's own choices; what still waits to be sent follows them."""
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = _values(held, delivery_of(held))
    held.digest_weekday, held.mail_language = digest_weekday, mail_language
    held.full_clean(exclude=["password"])
    after = _values(held, delivery_of(held) | dict(delivery))
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    held.save(update_fields=_OWN)
    for topic, choice in delivery.items():
        if after[f"delivery_{topic}"] != before[f"delivery_{topic}"]:
            _choose(held, topic, choice)
    audit.record(
        action="person.delivery_changed",
        subject=held,
        actor=held,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _values(person: User, delivery: Mapping[str, str]) -> dict[str, object]:
    own: dict[str, object] = {name: getattr(person, name) for name in _OWN}
    return {f"delivery_{topic}": choice for topic, choice in delivery.items()} | own


def _choose(person: User, topic: str, choice: str) -> None:
    chosen = DeliveryChoice.objects.filter(person=person, topic=topic).first()
    chosen = chosen or DeliveryChoice(person=person, topic=topic)
    chosen.delivery = choice
    chosen.full_clean()
    chosen.save()
    if person.email:
        waiting = Notification.objects.unmailed().unread().filter(recipient=person, topic=topic)
        waiting.update(delivery=Delivery(choice))
