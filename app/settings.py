"""What the environment (or `.env`) says. One class, prefix DUETIME_."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.addresses import Network, network

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


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DUETIME_", env_file=".env", extra="ignore", frozen=True)

    database_url: str | None = None
    """postgresql://… of any PostgreSQL ≥ 15; None starts the embedded one under `data_dir`."""
    data_dir: Path = Path(".duetime")
    host: str = "127.0.0.1"
    port: int = 8000
    bootstrap_api_key: SecretStr | None = None
    """An administrator's key, honoured at first start; without it one is made and shown once."""
    demo_data: bool | None = None
    """None: on with the embedded database, off with any other."""
    pool_size: int = 10
    max_body_bytes: int = 1_048_576
    public_url: str = "http://127.0.0.1:8000"
    """How clients reach the service: the base of `webhookUrl` and of the addresses in `/.well-known/security.txt`."""
    trusted_proxies: Networks = ()
    """Whose word on where a request comes from is taken (X-Forwarded-For)."""
    security_contact: ContactUri | None = None
    """Who is told of a vulnerability; None: security@ the host of `public_url`."""
