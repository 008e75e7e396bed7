"""A customer's own targets (§1), in and out of a column of JSON."""

from pydantic import TypeAdapter

from app.domain.tickets.facts import OwnTarget

OWN_TARGETS = TypeAdapter(tuple[OwnTarget, ...])
