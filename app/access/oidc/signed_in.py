"""Who came in with a token, and as whom: what every process knows of tokens, whether it trusts a provider or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.access.oidc.trust import Trust
from app.access.store import people
from app.access.store.people import Identity, Person
from app.domain.access.management import MANAGEMENT
from app.errors import Forbidden, WeakSignIn
from app.postgres.engine import Connection
from app.postgres.tenancy import Tenant, set_tenant

PARTS: Final = 3
"""Of a signed token."""


@dataclass(frozen=True)
class SignedIn:
    """Who came in, how they had signed in (RFC 8176), and what they let their program do (RFC 9068 §2.2.3).

    `id` is the token's own, if it has one.
    """

    trust: Trust
    id: str
    issuer: str
    subject: str
    methods: Sequence[str]
    context: str | None
    scopes: frozenset[str]


def looks_like_token(text: str) -> bool:
    """Base64url of `{"`, and parts: no key of ours looks like that."""
    return text.startswith("ey") and text.count(".") >= PARTS - 1


async def admitted(connection: Connection, signed_in: SignedIn) -> Person:
    """The active person who signs in so, with as many factors as their roles demand. What they may see is still to say.

    Forbidden, not Unauthenticated: another token of the same person would not help.
    """
    await set_tenant(connection, Tenant(issuer=signed_in.issuer, subject=signed_in.subject))
    person = await people.with_identity(connection, Identity(signed_in.issuer, signed_in.subject))
    if person is None:
        raise Forbidden(
            f"The token is valid, but nobody here signs in as {signed_in.subject} of {signed_in.issuer}. "
            "A support manager can set that as somebody's `identity`."
        )
    trust = signed_in.trust
    if trust.demands_factors(person) and not trust.shows_factors(signed_in.methods, signed_in.context):
        raise WeakSignIn(
            "Your role takes signing in with more than one factor, and the token shows just one.",
            trust.contexts,
            section=MANAGEMENT,
        )
    return person
