"""Who calls, with what, from where: what the door makes of a request, once."""

from dataclasses import dataclass
from enum import StrEnum, unique

from app.addresses import Address
from app.domain.access.reach import ALL, KeyGrant
from app.domain.actor import Actor


@unique
class CredentialKind(StrEnum):
    API_KEY = "api_key"
    OIDC_TOKEN = "oidc_token"  # noqa: S105 - the name of a kind
    WEBHOOK_SIGNATURE = "webhook_signature"
    INTEGRATION_SECRET = "integration_secret"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, kw_only=True)
class Credential:
    """`id` names it in our records: a key's, a token's (jti), an integration's. `prefix` may be shown and logged."""

    kind: CredentialKind
    id: str
    prefix: str = ""
    reach: KeyGrant = ALL


@dataclass(frozen=True)
class Caller:
    """`credential` None: the service itself, or whoever has the link to a person's calendar. `address` None: nobody
    knows, so it is in no network.
    """

    actor: Actor
    credential: Credential | None = None
    address: Address | None = None

    @property
    def reach(self) -> KeyGrant:
        return self.credential.reach if self.credential else ALL
