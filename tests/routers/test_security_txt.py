"""Whoever finds a vulnerability is told where to report it (§Kwetsbaarheid, RFC 9116)."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from pydantic import ValidationError

from app.main import create_app
from app.routers.probes import SECURITY_TXT
from app.settings import Settings
from tests.organisations import MONDAY
from tests.routers.callers import BASE_URL

PUBLIC = "https://support.example"


async def asked(**settings: str) -> Response:
    app = create_app(Settings(**settings), clock=lambda: MONDAY)  # pyright: ignore[reportArgumentType]
    async with AsyncClient(transport=ASGITransport(app=app), base_url=BASE_URL) as anybody:
        return await anybody.get(SECURITY_TXT)


async def test_anybody_may_read_whom_to_tell() -> None:
    answer = await asked(public_url=PUBLIC, security_contact="https://vendor.example/report")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == (
        "Contact: https://vendor.example/report\n"
        "Contact: https://support.example/v1/vulnerability-reports\n"
        "Expires: 2027-05-22T00:00:00Z\n"
        "Preferred-Languages: nl, en\n"
        "Canonical: https://support.example/.well-known/security.txt\n"
    )


@pytest.mark.parametrize(
    ("public_url", "contact"),
    [
        ("https://support.example/", "security@support.example"),
        ("https://support.example:8443", "security@support.example"),
        ("http://127.0.0.1:8000", "security@%5B127.0.0.1%5D"),
        ("http://[::1]:8000", "security@%5BIPv6:::1%5D"),
    ],
)
async def test_unless_told_otherwise_it_is_the_mailbox_of_the_host(public_url: str, contact: str) -> None:
    lines = (await asked(public_url=public_url)).text.splitlines()

    assert lines[0] == f"Contact: mailto:{contact}"
    assert any(line.startswith("Canonical: ") for line in lines) == public_url.startswith("https:")


@pytest.mark.parametrize("contact", ["security@vendor.example", "http://vendor.example", "mailto:a@b\nContact: tel:1"])
def test_a_contact_is_one_uri(contact: str) -> None:
    with pytest.raises(ValidationError):
        Settings(security_contact=contact)


def test_the_page_for_reporters_names_the_place() -> None:
    assert SECURITY_TXT in (Path(__file__).parents[2] / "SECURITY.md").read_text()
