import httpx
import pytest
from fastapi import FastAPI
from http_demo import Shop
from http_harness import thing_body


async def _post(client: httpx.AsyncClient, key: str | None, **changes: object) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await client.post("/v1/things", json=thing_body(**changes), headers=headers)


async def test_the_same_request_is_answered_again_and_not_done_again(client: httpx.AsyncClient) -> None:
    first, again = await _post(client, "k"), await _post(client, "k")

    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert [again.headers[name] for name in ("Location", "ETag", "Content-Type")] == [
        first.headers[name] for name in ("Location", "ETag", "Content-Type")
    ]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert len((await client.get("/v1/things")).json()["items"]) == 1


async def test_without_a_key_every_request_is_new(client: httpx.AsyncClient) -> None:
    assert (await _post(client, None)).headers["Location"] != (await _post(client, None)).headers["Location"]


async def test_a_key_for_another_request_is_refused(client: httpx.AsyncClient) -> None:
    await _post(client, "k")
    other = await _post(client, "k", hours=4)

    assert other.status_code == 422
    assert other.json()["type"] == "/v1/problems/idempotency-mismatch"


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b'{"title":"A","colour":"red","hours":1}', b'{ "hours": 1, "colour": "red",\n"title": "A" }'),
        (b'{"title":"\\u00e9","colour":"red","hours":1}', '{"title":"é","colour":"red","hours":1}'.encode()),
    ],
)
async def test_spacing_order_and_escapes_make_no_other_request(
    client: httpx.AsyncClient, first: bytes, again: bytes
) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    locations = {
        (await client.post("/v1/things", content=body, headers=headers)).headers["Location"] for body in (first, again)
    }

    assert len(locations) == 1


async def test_a_refusal_is_not_kept(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await _post(client, "k", title="")).status_code == 400

    shop: Shop = app.state.shop
    assert shop.answers == {}
    assert (await _post(client, "k")).status_code == 201


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ('"8e03978e-40d5-43e8-bc93-6894a57f9324"', "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ('"a\\"b\\\\c"', 'a"b\\c'),
        ("a,b;c=d", "a,b;c=d"),
        ("x" * 255, "x" * 255),
    ],
)
async def test_a_key_may_be_quoted_or_bare(client: httpx.AsyncClient, app: FastAPI, header: str, key: str) -> None:
    assert (await _post(client, header)).status_code == 201

    shop: Shop = app.state.shop
    assert set(shop.answers) == {key}


@pytest.mark.parametrize(
    "header", ["", '""', "two words", '"two words"', "x" * 256, '"open', 'a"\x7f', "\xe9", '"a\\b"']
)
async def test_any_other_key_is_refused(client: httpx.AsyncClient, header: str) -> None:
    response = await client.post(
        "/v1/things", json=thing_body(), headers=[(b"Idempotency-Key", header.encode("latin-1"))]
    )

    assert response.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in response.json()["errors"]] == [
        ("/header/Idempotency-Key", "idempotency_key")
    ]
