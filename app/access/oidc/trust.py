"""What is trusted: one provider, for one audience; and what it takes to act in a role."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from app.access.store.people import Person
from app.settings import Settings, TokenKind

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True)
class Trust:
    """`person_claim` says who somebody is.

    Any combination of `amr` values in `methods` (RFC 8176) shows more than one factor, as does any `acr` in `contexts`.
    """

    issuer: str
    audience: str
    person_claim: str
    tokens: TokenKind
    roles: Collection[str]
    methods: Collection[frozenset[str]]
    contexts: Sequence[str]

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """None: only keys open."""
        if settings.oidc_issuer is None or settings.oidc_audience is None:
            return None
        return cls(
            issuer=settings.oidc_issuer,
            audience=settings.oidc_audience,
            person_claim=settings.oidc_person_claim,
            tokens=settings.oidc_tokens,
            roles=settings.oidc_mfa_roles,
            methods=[frozenset(each.split("+")) for each in settings.oidc_mfa_amr],
            contexts=settings.oidc_mfa_acr,
        )

    def demands_factors(self, person: Person) -> bool:
        held = {*person.roles, *([ADMINISTRATOR] if person.administrator else [])}
        return not held.isdisjoint(self.roles)

    def shows_factors(self, methods: Collection[str], context: str | None) -> bool:
        return context in self.contexts or any(each <= set(methods) for each in self.methods)
