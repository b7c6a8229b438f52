"""Profiles of the demo's societies: plausible, and marked as invented by the demo itself."""

from __future__ import annotations

import datetime as dt
import random

from reports.demo import words
from societies.models import PROFILE_FIELDS, Society
from societies.validators import CREDIT_CODE_ALPHABET, credit_code_check_digit


def fill_profiles(societies: list[Society], *, term_year: int) -> None:
    """Give every society a profile; about every fifth holds its re-election in `term_year`."""
    for society in societies:
        _fill(society, random.Random(f"profile {society.code}"), term_year)
    Society.objects.bulk_update(societies, PROFILE_FIELDS, batch_size=70)


def _fill(society: Society, rng: random.Random, term_year: int) -> None:
    body = "51100000" + "".join(rng.choice("0123456789") for _ in range(8))
    body += rng.choice(CREDIT_CODE_ALPHABET)
    society.credit_code = body + credit_code_check_digit(body)
    subject = society.name_zh.removeprefix("中国").removesuffix("学会").removesuffix("协会")
    society.supporting_unit = rng.choice(words.UNITS).format(x=subject[:6])
    society.founded_on = dt.date(rng.randint(1935, 1995), rng.randint(1, 12), rng.randint(1, 28))
    society.president = words.person(rng)
    society.secretary_general = words.person(rng)
    ends = term_year + rng.choice((0, 1, 2, 3, 4))
    month, day = rng.randint(5, 12), rng.randint(1, 28)
    society.term_starts_on = dt.date(ends - 5, month, day)
    society.term_ends_on = dt.date(ends, month, day)
    society.council_seats = rng.randint(60, 200)
    society.standing_seats = society.council_seats // rng.choice((3, 3, 4))
    society.supervisor_seats = rng.choice((3, 5, 5, 7))
    society.address = "北京市海淀区学院南路86号"
