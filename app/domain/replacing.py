"""A frozen value with other members: what a fold does for each fact."""

from typing import Any, TypeVar

Value = TypeVar("Value")


def replace(value: Value, /, **members: Any) -> Value:
    """As `dataclasses.replace`, at a fifth of the time: the members that stay are taken over, not passed on.

    Of a dataclass without slots and without `__post_init__`. Raises TypeError for a member that it does not have.
    """
    kept = vars(value)
    if not members.keys() <= kept.keys():
        raise TypeError(f"{type(value).__name__} has no {', '.join(members.keys() - kept.keys())}")
    made = object.__new__(type(value))
    vars(made).update(kept)
    vars(made).update(members)
    return made
