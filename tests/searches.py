"""How many examples a property is tried with: a few by `make test`, many with `--hypothesis-profile long`."""

from typing import Final

from hypothesis import settings

LONG: Final = "long"
"""The profile of hypothesis that has many examples."""
LONGER: Final = 20


def is_long() -> bool:
    return settings.get_current_profile_name() == LONG


def examples(number: int) -> int:
    """`number`, or twenty times as many with the long profile."""
    return number * LONGER if is_long() else number
