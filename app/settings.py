"""What the environment (or `.env`) says. One class, prefix DUETIME_."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.addresses import Network, network
from app.telemetry.logs import LogFormat

SHORTEST_KEY: Final = 8


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and 0 < len(key.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"a key of fewer than {SHORTEST_KEY} characters is soon guessed")
    return key


def _of_postgresql(url: str | None) -> str | None:
    if url is not None and not re.match(r"postgres(ql)?(\+\w+)?://", url):
        raise ValueError("a database URL begins with postgresql://")
    return url


DatabaseUrl = Annotated[str | None, AfterValidator(_of_postgresql)]
ContactUri = Annotated[str, StringConstraints(pattern=r"^(mailto:|tel:|https://)[!-~]+$")]
"""What RFC 9116 §2.5.3 takes."""


def _networks(value: object) -> object:
    """Written one after the other, with commas between."""
    if not isinstance(value, str):
        return value
    found = tuple(network(each.strip()) for each in value.split(",") if each.strip())
    if any(each.prefixlen == 0 for each in found):
        raise ValueError("a network of all addresses would let everybody say who they are")
    return found


Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]


_ISSUER: Final = re.compile(
    r"(https://[^/?#@\s]+|http://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?)(/[^?#\s]*)?", re.ASCII
)


def _issuer(text: object) -> object:
    """OpenID Connect Discovery 1.0 §3: an https URL without query or fragment; http to this machine alone."""
    if text and not _ISSUER.fullmatch(str(text)):
        raise ValueError("the issuer is an https:// URL without query or fragment, exactly as the provider writes it")
    return text or None


_SMTP: Final = re.compile(r"smtps?://([^/?#@\s]+@)?[^/?#@\s]+/?")


def _smtp_url(text: object) -> object:
    if text and not _SMTP.fullmatch(str(text)):
        raise ValueError("a mail server is smtp://user:password@host:port or smtps://…")
    return text or None


SmtpUrl = Annotated[str | None, BeforeValidator(_smtp_url)]


_LINK: Final = re.compile(r"https?://[A-Za-z0-9.:-]+(?:[/?#](?:[!-z|~]|\{product\})*)?")


def _link(text: object) -> object:
    if text and not _LINK.fullmatch(str(text)):
        raise ValueError("an address of knowledge is https://…, with {product} where a product's key goes")
    return text or None


Link = Annotated[str | None, BeforeValidator(_link)]


def _words(text: object) -> object:
    return text.replace(",", " ").split() if isinstance(text, str) else text


_ORIGIN: Final = re.compile(r"localhost|https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def _origins(value: object) -> object:
    """Written one after the other, with commas between."""
    if not isinstance(value, str):
        return value
    found = tuple(each.strip() for each in value.split(",") if each.strip())
    if not all(map(_ORIGIN.fullmatch, found)):
        raise ValueError(
            "an origin is written as browsers send it, such as https://desk.example or http://127.0.0.1:5173, without a"
            " path; localhost alone is every port of this machine"
        )
    return found


Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]
Issuer = Annotated[str | None, BeforeValidator(_issuer)]
Word = Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$")]
"""What fits between the quotes of a challenge (RFC 6749, appendix A: NQCHAR)."""
TokenKind = Literal["at+jwt", "jwt", "id_token"]
"""Each takes what the one before it takes, too."""
HeldRole = Literal["customer", "support", "consultant", "support_manager", "administrator"]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DUETIME_", env_file=".env", extra="ignore", frozen=True)

    database_url: DatabaseUrl = None
    """postgresql://… of any PostgreSQL ≥ 15; None starts the embedded one under `data_dir`."""
    data_dir: Path = Path(".duetime")
    host: str = "127.0.0.1"
    port: int = 8000
    bootstrap_api_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = None
    """An administrator's key, honoured at first start; without it one is made and shown once."""
    demo_data: bool | None = None
    """None: on with the embedded database, off with any other."""
    pool_size: int = 10
    max_body_bytes: int = 1_048_576
    max_connections: Annotated[int, Field(ge=1)] = 800
    """Clients that are connected at once; above, they are told to come back. Mind the limit of open files."""
    requests_per_minute: Annotated[int, Field(ge=0)] = 240_000
    """Of one person, with all keys and tokens, over all processes. 0: no limit."""
    webhooks_per_minute: Annotated[int, Field(ge=0)] = 1_200
    """Of one integration."""
    wrong_credentials_per_minute: Annotated[int, Field(ge=0)] = 80
    """From one address, before none is looked at that is not known already."""
    reports_per_minute: Annotated[int, Field(ge=0)] = 10
    """Of what is taken from anybody without a key, from one address. 0: no limit."""
    requests_at_once: Annotated[int, Field(ge=0)] | None = None
    """Of one caller that each process works on; the others wait. None: half of `pool_size`; 0: no limit."""
    log_format: LogFormat | None = None
    """None: text on a terminal, and JSON elsewhere."""
    otel: bool = False
    """Whether requests and statements are traced, to where OpenTelemetry's own variables say (`OTEL_…`)."""
    public_url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] = "http://127.0.0.1:8000"
    """How clients reach the service: the base of `webhookUrl` and of the addresses in `/.well-known/security.txt`."""
    event_type_prefix: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] = "nl.duetime"
    """What the types of events begin with: the reverse name of a domain, and no organisation's name (NLGov profile)."""
    event_source: Annotated[str, StringConstraints(pattern=r"^urn:[!-~]+$")] = "urn:nld:kvknr:00000000:systeem:duetime"
    """Where events come from: the vendor's number in the trade register belongs in it (NLGov profile)."""
    sink_allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = ()
    """Hosts and networks to which events go, too, beside the public internet, and without TLS if need be."""
    trusted_proxies: Networks = ()
    """Whose word on where a request comes from is taken (X-Forwarded-For)."""
    cors_origins: Origins | None = None
    """Pages of which origins may call the API from a browser. None: of this machine, with the embedded database; else
    of none.
    """
    knowledge_base_url: Link = None
    documentation_url: Link = None
    """Where people read for themselves (§1.2.2, Bron); `{product}` in it is the key of a product. None: it has no
    address.
    """
    security_contact: ContactUri | None = None
    """Who is told of a vulnerability; None: security@ the host of `public_url`."""

    smtp_url: SmtpUrl = None
    """Through which server mail goes: smtp://user:password@host:587 takes STARTTLS where it is offered, smtps:// speaks
    TLS from the start. None: nothing is mailed, and what people would be told is to be read in their notices.
    """
    mail_from: Annotated[str | None, BeforeValidator(lambda text: text or None)] = None
    """The address that mail comes from."""

    oidc_issuer: Issuer = None
    """The OpenID provider whose tokens people may come in with; None: API keys only."""
    oidc_audience: Annotated[str | None, BeforeValidator(lambda text: text or None)] = None
    """What the provider calls this API in `aud`."""
    oidc_person_claim: Word = "sub"
    """The claim that a person's `identity.subject` holds; `email` counts if `email_verified`."""
    oidc_tokens: TokenKind = "at+jwt"
    """Which tokens count: those that say that they are for access (RFC 9068); any JWT but ID tokens; or those too."""
    oidc_mfa_roles: Annotated[frozenset[HeldRole], NoDecode, BeforeValidator(_words)] = frozenset(
        {"support_manager", "administrator"}
    )
    """Who has to have signed in with more than one factor."""
    oidc_mfa_amr: Annotated[tuple[Word, ...], NoDecode, BeforeValidator(_words)] = (
        "mfa",
        "pwd+otp",
        "pwd+hwk",
        "pin+hwk",
    )
    """What shows that (RFC 8176): any of these; with +, all of the parts."""
    oidc_mfa_acr: Annotated[tuple[Word, ...], NoDecode, BeforeValidator(_words)] = (
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    )
    """What shows it as well, and is asked for (RFC 9470)."""

    management_acts_by: Literal["key_or_token", "token"] = "key_or_token"
    """What support managers and administrators change anything with (§5.7.1): a token shows a second factor, a key does
    not.
    """

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if self.management_acts_by == "token" and self.oidc_issuer is None:
            raise ValueError("DUETIME_MANAGEMENT_ACTS_BY=token takes an OpenID provider: set DUETIME_OIDC_ISSUER")
        if (self.oidc_issuer is None) != (self.oidc_audience is None):
            raise ValueError("DUETIME_OIDC_ISSUER and DUETIME_OIDC_AUDIENCE go together: set both, or neither")
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("DUETIME_SMTP_URL and DUETIME_MAIL_FROM go together: set both, or neither")
        return self


def reachable_at(settings: Settings, port: int) -> Settings:
    if "public_url" in settings.model_fields_set:
        return settings
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return settings.model_copy(update={"public_url": f"http://{host}:{port}"})
