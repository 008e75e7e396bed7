"""The proxy of deploy/nginx.conf: read by a parser everywhere, and tried where there is an nginx.

A place where a test may be skipped: nginx is no part of this project, and PyPI does not have it.
"""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

import crossplane  # type: ignore[import-untyped]  # it has no types
import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app.addresses import network
from app.cli.serving import configured
from app.errors import ErrorCode
from app.routers.http.client_address import address_in
from app.routers.http.problems import PROBLEM_TYPES, slug

CONF: Final = Path(__file__).parents[2] / "deploy" / "nginx.conf"
START_SECONDS: Final = 5
TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


async def told(scope: Scope, receive: Receive, send: Send) -> None:
    """What the service is told of a request."""
    request = Request(scope, receive)
    client = str(address_in(scope, [network("127.0.0.1")]))
    answer = {"client": client, "path": request.url.path, "body": len(await request.body()), **dict(request.headers)}
    await JSONResponse(answer)(scope, receive, send)


def test_it_says_nothing_that_nginx_does_not_know(tmp_path: Path) -> None:
    conf = tmp_path / "nginx.conf"
    conf.write_text(filled(1, 2, tmp_path))
    found: dict[str, Any] = cast("Any", crossplane).parse(str(conf), single=True)

    assert found["errors"] == []
    assert found["status"] == "ok"


@pytest.mark.parametrize("code", list(ErrorCode))
def test_its_problems_are_those_of_the_service(code: ErrorCode) -> None:
    kind = PROBLEM_TYPES[code]
    said = [line for line in CONF.read_text().splitlines() if f'"/v1/problems/{slug(code)}"' in line]

    assert all(f'"title":"{kind.title}","status":{kind.status},' in line for line in said)
    assert all(line.strip().startswith(f"return {kind.status} ") for line in said)


def filled(port: int, service: int, folder: Path) -> str:
    """With the service and files of a test, patience of a second, and nothing outside `folder`."""
    conf = CONF.read_text()
    for named, ours in {
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{service}",
        "<support.example>": "localhost",
        "</etc/ssl/duetime.pem>": f"{folder}/tls.pem",
        "</etc/ssl/duetime.key>": f"{folder}/tls.key",
        "/var/log/nginx/": f"{folder}/",
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_body_timeout 10s": "client_body_timeout 1s",
        "http {\n": "http {\n" + "".join(f"{each}_temp_path {folder}/{each};\n" for each in TEMPORARY),
    }.items():
        assert conf.count(named) == 1, named
        conf = conf.replace(named, ours)
    return f"pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\nmaster_process off;\n{conf}"


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx")
    if found is None:
        pytest.skip("The proxy was NOT tried: there is no nginx.")
    return found


@pytest.fixture(scope="module")
async def service() -> AsyncGenerator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(told)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        yield listening.getsockname()[1]
        server.should_exit = True
        await running


@contextmanager
def running(nginx: str, service: int, folder: Path, **instead: str) -> Generator[int]:
    """`instead`: another value of a directive's argument."""
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    certify(folder)
    conf, text = folder / "nginx.conf", filled(port, service, folder)
    for name, value in instead.items():
        text = re.sub(rf"\b{name}=\w+(/\w+)?", f"{name}={value}", text)
    conf.write_text(text)
    command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(conf)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)  # noqa: S603
    process = subprocess.Popen(command)  # noqa: S603
    yield port
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def proxy(nginx: str, service: int, tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    with running(nginx, service, tmp_path_factory.mktemp("nginx")) as port:
        yield port


def certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def trusting() -> ssl.SSLContext:
    """Whoever it is: the certificate is a moment old."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def client_of(port: int) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(verify=trusting(), retries=START_SECONDS)
    return httpx.AsyncClient(transport=transport, base_url=f"https://127.0.0.1:{port}")


@pytest.fixture
async def client(proxy: int) -> AsyncGenerator[httpx.AsyncClient]:
    async with client_of(proxy) as client:
        yield client


@pytest.mark.long
async def test_a_forged_origin_is_not_passed_on(client: httpx.AsyncClient) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1", "Forwarded": "for=203.0.113.9"}
    answer = await client.get("/v1/tickets", headers=forged)

    assert (answer.json()["client"], answer.json()["x-forwarded-for"]) == ("127.0.0.1", "127.0.0.1")
    assert "forwarded" not in answer.json()
    assert answer.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.long
@pytest.mark.parametrize(("given", "is_taken"), [("my-own-request", True), ("no good", False), ("short", False)])
async def test_a_request_has_a_name(client: httpx.AsyncClient, given: str, is_taken: bool) -> None:  # noqa: FBT001
    passed_on = (await client.get("/", headers={"X-Request-Id": given})).json()["x-request-id"]

    assert (passed_on == given) is is_taken
    assert len(passed_on) == (len(given) if is_taken else 32)


@pytest.mark.long
@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "//metrics", "/v1/../metrics", "/%6detrics"])
async def test_what_is_for_those_who_run_it_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    """As it is written, which an HTTP client would not send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port, ssl=trusting())
    writer.write(b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path.encode())
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.transport.abort()

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"Content-Type: application/problem+json" in answer


@pytest.mark.long
async def test_a_body_that_is_too_large_does_not_reach_the_service(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", content=b"a" * 1_048_576)).json()["body"] == 1_048_576
    answer = await client.post("/", content=b"a" * 1_048_577)

    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.long
@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na"]
)
async def test_a_slow_sender_is_let_go(client: httpx.AsyncClient, proxy: int, sent: bytes) -> None:
    assert (await client.get("/")).status_code == 200
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy, ssl=trusting())
    writer.write(sent)
    received = b""
    async with asyncio.timeout(5):
        with suppress(ConnectionError):
            received = await reader.read()
    writer.transport.abort()

    assert received[:12] in {b"", b"HTTP/1.1 408"}


@pytest.mark.long
async def test_too_many_requests_of_one_address_are_refused(nginx: str, service: int, tmp_path: Path) -> None:
    with running(nginx, service, tmp_path, rate="1r/s", burst="5") as port:
        async with client_of(port) as client:
            answers = [await client.get("/") for _ in range(20)]
    refused = [answer for answer in answers if answer.status_code == 429]

    assert [answer.status_code for answer in answers[:6]] == [200] * 6
    assert refused[0].headers["content-type"] == "application/problem+json"
    assert refused[0].headers["retry-after"] == "1"
