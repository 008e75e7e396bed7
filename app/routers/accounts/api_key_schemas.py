"""API keys in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.access.store.api_keys import ApiKey
from app.accounts.api_keys import CreatedApiKey, Rotated
from app.clock import Instant
from app.domain.access.reach import KeyGrant
from app.domain.access.scopes import ApiScope
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, Id, In, InstantIn, Name, NetworkIn, Out

Scopes = Annotated[list[ApiScope], Field(min_length=1, max_length=len(ApiScope))]
Networks = Annotated[list[NetworkIn], Field(min_length=1, max_length=50)]


class ApiKeyIn(In):
    """What is left out is without limit, or limited as the key is that the request is made with. A support manager's
    and an administrator's key expires within 90 days, also when that is left out (§5.7.1).
    """

    person_id: Annotated[Id, Field(description="Who comes in with it.")]
    name: Annotated[Name, Field(description="What it is for.")] = "API key"
    expires_at: Annotated[InstantIn | None, Field(description="Left out: never.")] = None
    scopes: Annotated[Scopes | None, Field(description="What it opens. Left out: all that its person may.")] = None
    allowed_networks: Annotated[
        Networks | None, Field(description="From where it opens anything. Left out: from everywhere.")
    ] = None

    def reach(self) -> KeyGrant:
        return KeyGrant(
            scopes=None if self.scopes is None else frozenset(self.scopes),
            networks=None if self.allowed_networks is None else tuple(self.allowed_networks),
            expires_at=self.expires_at,
        )


class RotationIn(In):
    overlap_seconds: Annotated[
        int, Field(ge=0, le=604_800, description="For how long the replaced key stays valid, at most 7 days."), WHOLE
    ] = 86_400


class ApiKeyOut(Out):
    """`prefix` is how the key begins. `lastUsedAt` is right to the minute. `replaces` is the key in whose place it is.

    Where `scopes` or `allowedNetworks` is null, the key is not limited in that.
    """

    id: UUID
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None
    scopes: tuple[ApiScope, ...] | None
    allowed_networks: tuple[str, ...] | None
    made_by: UUID | None
    replaces: UUID | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls(
            id=key.id,
            person_id=key.person_id,
            name=key.name,
            prefix=key.prefix,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
            scopes=_scopes(key),
            allowed_networks=_networks(key),
            made_by=key.made_by,
            replaces=key.replaces,
        )


class MadeApiKeyOut(Out):
    """`key` is shown this once: when the request is repeated with its Idempotency-Key it is null."""

    id: UUID
    key: str | None
    person_id: UUID
    name: str
    prefix: str
    created_at: Instant
    expires_at: Instant | None
    scopes: tuple[ApiScope, ...] | None
    allowed_networks: tuple[str, ...] | None

    @classmethod
    def of(cls, made: CreatedApiKey) -> Self:
        return cls(
            id=made.key.id,
            key=made.secret,
            person_id=made.key.person_id,
            name=made.key.name,
            prefix=made.key.prefix,
            created_at=made.key.created_at,
            expires_at=made.key.expires_at,
            scopes=_scopes(made.key),
            allowed_networks=_networks(made.key),
        )


class RotationOut(Out):
    """`key` is shown this once. Until `replacedExpiresAt` the key that it replaces is valid too."""

    id: UUID
    key: str | None
    prefix: str
    expires_at: Instant | None
    replaces: UUID
    replaced_expires_at: Instant | None

    @classmethod
    def of(cls, rotated: Rotated) -> Self:
        return cls(
            id=rotated.made.key.id,
            key=rotated.made.secret,
            prefix=rotated.made.key.prefix,
            expires_at=rotated.made.key.expires_at,
            replaces=rotated.replaced.id,
            replaced_expires_at=rotated.replaced.expires_at,
        )


def _scopes(key: ApiKey) -> tuple[ApiScope, ...] | None:
    return None if key.scopes is None else tuple(each for each in ApiScope if each in key.scopes)


def _networks(key: ApiKey) -> tuple[str, ...] | None:
    return None if key.networks is None else tuple(map(str, key.networks))


class ApiKeyQuery(PageQuery):
    person_id: Id | None = None


API_KEY_COLUMNS = (
    Column[ApiKeyOut]("id", lambda key: key.id, wide=True),
    Column[ApiKeyOut]("personId", lambda key: key.person_id, wide=True),
    Column[ApiKeyOut]("name", lambda key: key.name, gives_way=True),
    Column[ApiKeyOut]("prefix", lambda key: key.prefix),
    Column[ApiKeyOut]("createdAt", lambda key: key.created_at, wide=True),
    Column[ApiKeyOut]("expiresAt", lambda key: key.expires_at),
    Column[ApiKeyOut]("revokedAt", lambda key: key.revoked_at, wide=True),
    Column[ApiKeyOut]("lastUsedAt", lambda key: key.last_used_at),
    Column[ApiKeyOut]("scopes", lambda key: " ".join(key.scopes or ()), gives_way=True),
    Column[ApiKeyOut]("allowedNetworks", lambda key: " ".join(key.allowed_networks or ()), wide=True),
)
