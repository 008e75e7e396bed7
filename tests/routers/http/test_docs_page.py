"""What the documentation's page is made of: small, kept by browsers for good, and from nowhere else."""

import gzip
import hashlib
import json
import re
import subprocess
from typing import Any, Final

import httpx
import pytest

from app.routers.http.packed import preferred_coding
from tests.clients.workshop import NODE
from tests.openapi.swagger_ui import FOLDER, LICENCES, PINNED, SERVED

DOCS: Final = "/v1/docs"
DOCUMENTS: Final = ("/v1/openapi.json", "/v1/openapi-client.json", DOCS)
MOST_BYTES: Final = 400_000
_UNBROTLI: Final = "process.stdout.write(require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(0)))"


async def raw(client: httpx.AsyncClient, address: str, accepted: str, **more: str) -> tuple[httpx.Response, bytes]:
    """As it came, in its coding."""
    headers = {"Accept-Encoding": accepted, **more}
    async with client.stream("GET", address, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


async def parts(client: httpx.AsyncClient) -> list[str]:
    page = await client.get(DOCS)
    return re.findall(r'(?:src|href)="([^"]*)"', page.text)


async def test_all_of_it_is_small(client: httpx.AsyncClient) -> None:
    """The document that it shows comes on top."""
    sizes = {each: len((await raw(client, each, "gzip, deflate, br"))[1]) for each in [DOCS, *await parts(client)]}

    assert len(sizes) == 5
    assert sum(sizes.values()) < MOST_BYTES, sizes


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity", ""])
async def test_every_part_is_the_same_in_every_coding(client: httpx.AsyncClient, accepted: str) -> None:
    for address in await parts(client):
        answer, body = await raw(client, address, accepted)
        plain, whole = await raw(client, address, "identity")
        coding = answer.headers.get("Content-Encoding")

        assert "Content-Encoding" not in plain.headers
        assert opened(body, coding) == whole
        assert int(answer.headers["Content-Length"]) == len(body)
        assert coding in {"br": {"br", None}, "gzip": {"gzip"}}.get(accepted, {None})  # what is tiny has no br
        assert answer.headers["Vary"] == "Accept-Encoding"


def opened(body: bytes, coding: str | None) -> bytes:
    match coding:
        case "br":
            return subprocess.run([NODE, "-e", _UNBROTLI], input=body, capture_output=True, check=True).stdout  # noqa: S603
        case "gzip":
            return gzip.decompress(body)
        case _:
            return body


async def test_parts_are_kept_for_good_under_names_that_change_with_them(client: httpx.AsyncClient) -> None:
    for address in await parts(client):
        answer, body = await raw(client, address, "identity")
        [digest] = re.findall(r"\.([0-9a-f]{12})\.", address)

        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(body).hexdigest().startswith(digest)
        assert (await client.get(address.replace(digest, digest[::-1]))).status_code == 404


@pytest.mark.parametrize("address", DOCUMENTS)
async def test_what_changes_under_its_name_is_sent_again_if_it_has(client: httpx.AsyncClient, address: str) -> None:
    answer, _ = await raw(client, address, "gzip")
    known, nothing = await raw(client, address, "gzip", **{"If-None-Match": answer.headers["ETag"]})
    other, _ = await raw(client, address, "identity", **{"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert (known.status_code, nothing, known.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert other.status_code == 200  # another coding is another representation


async def test_a_part_that_is_held_is_not_sent_again(client: httpx.AsyncClient) -> None:
    for address in await parts(client):
        answer, _ = await raw(client, address, "br")
        known, nothing = await raw(client, address, "br", **{"If-None-Match": answer.headers["ETag"]})

        assert (known.status_code, nothing) == (304, b"")


async def test_the_policy_lets_in_what_is_ours_and_nothing_inline(client: httpx.AsyncClient) -> None:
    page = await client.get(DOCS)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "<style" not in page.text
    assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == []


async def test_what_starts_it_keeps_the_key_filters_and_follows_the_system(client: httpx.AsyncClient) -> None:
    start = (await client.get((await parts(client))[0])).text

    for said in ("prefers-color-scheme: dark", "persistAuthorization: true", "filter: true", "validatorUrl: null"):
        assert said in start


def test_what_is_committed_is_what_was_pinned() -> None:
    pinned: dict[str, Any] = json.loads(PINNED.read_text())
    packed = {name: gzip.decompress((FOLDER / f"{name}.gz").read_bytes()) for name in SERVED}

    assert pinned["sha256"] == {name: hashlib.sha256(whole).hexdigest() for name, whole in packed.items()}
    assert all(opened((FOLDER / f"{name}.br").read_bytes(), "br") == whole for name, whole in packed.items())
    assert pinned["version"].encode() in packed["swagger-ui-bundle.js"]
    assert all((FOLDER / name).stat().st_size for name in LICENCES)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, zstd", None),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0.1, gzip;q=0", "br"),
        ("gzip;q=0.2, identity;q=0.5", None),
        ("gzip;q=nonsense", None),
        ("identity;q=0", None),  # an answer is worth more than a refusal
        (",;q=1,,", None),
    ],
)
def test_which_coding_suits_the_caller(accepted: str, coding: str | None) -> None:
    assert preferred_coding(accepted, ("br", "gzip")) == coding
