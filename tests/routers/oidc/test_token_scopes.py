"""What a program was allowed when somebody signed in limits the token as it would limit a key."""

from collections.abc import Sequence
from typing import Any

import pytest
from fastapi import APIRouter

from app.domain.vocabulary import Role
from app.routers.accounts import api_keys, people
from tests.routers.oidc.conftest import SignIns


@pytest.fixture
def resources() -> Sequence[APIRouter]:
    return (people.router, api_keys.router)


@pytest.mark.parametrize(
    ("claims", "reads", "changes"),
    [
        ({}, 200, 201),
        ({"scope": ""}, 200, 201),
        ({"scope": "openid email profile"}, 200, 201),
        ({"scope": "people:read people:write"}, 200, 201),
        ({"scope": "openid people:read"}, 200, 403),
        ({"scp": "people:read"}, 200, 403),
        ({"scp": ["people:read"]}, 200, 403),
        ({"scope": "people:write"}, 403, 201),
        ({"scope": "tickets:read"}, 403, 403),
        ({"scope": ["tickets:read"]}, 403, 403),
        ({"scope": ["openid people:read"]}, 200, 403),
        ({"scp": []}, 200, 201),
        ({"scope": ["people:read", 5]}, 401, 401),
        ({"scope": [None]}, 401, 401),
        ({"scope": {"people:read": True}}, 401, 401),
        ({"scope": 7, "scp": "people:read"}, 401, 401),
        ({"scp": False}, 401, 401),
    ],
)
async def test_scopes_of_ours_limit_a_token(
    sign_ins: SignIns, claims: dict[str, Any], reads: int, changes: int
) -> None:
    await sign_ins.know(Role.SUPPORT_MANAGER)
    token = sign_ins.token(amr=["mfa"], **claims)
    body = {"name": "Nina", "email": "nina@example.org", "roles": ["support"]}

    read = await sign_ins.knock(token)
    client = sign_ins.api.anonymous()
    changed = await client.post("/v1/people", json=body, headers={"Authorization": f"Bearer {token}"})

    assert (read.status_code, changed.status_code) == (reads, changes)
    for answer in (read, changed):
        if answer.status_code == 403:
            assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("limit", [{"scopes": ["people:write"]}, {"allowedNetworks": ["127.0.0.0/8"]}, {}])
async def test_what_is_limited_says_of_nobody_as_whom_they_sign_in(sign_ins: SignIns, limit: dict[str, Any]) -> None:
    """Otherwise a key that may only change people would open what its person may."""
    manager = await sign_ins.api.as_(Role.SUPPORT_MANAGER)
    made = await manager.post("/v1/api-keys", json={"personId": str(manager.person.id), **limit})
    headers = {"Authorization": f"Bearer {made.json()['key']}", "If-Match": "*"}
    identity = {"issuer": sign_ins.there.issuer, "subject": "sub-of-mallory"}

    path = f"/v1/people/{manager.person.id}"
    answer = await sign_ins.api.anonymous().patch(path, json={"identity": identity}, headers=headers)

    assert answer.status_code == (403 if limit else 200)
    assert answer.json().get("detail", "").startswith("A key or token that is limited") is bool(limit)
