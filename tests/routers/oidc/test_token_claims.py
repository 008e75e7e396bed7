"""What the settings say of a token: which claim names a person, and which kinds of token there are."""

from typing import Any

import pytest

from app.domain.vocabulary import Role
from tests.routers.oidc.conftest import SignIns

EMAIL = "sam@example.org"


@pytest.mark.parametrize("told", [{"oidc_person_claim": "email"}])
@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"email": EMAIL, "email_verified": True}, 200),
        ({"email": EMAIL, "email_verified": False}, 401),
        ({"email": EMAIL, "email_verified": "true"}, 401),
        ({"email": EMAIL, "email_verified": 1}, 401),
        ({"email": EMAIL}, 401),
        ({"email": "SAM@example.org", "email_verified": True}, 403),
        ({"email": [EMAIL], "email_verified": True}, 401),
        ({"subject": EMAIL, "email_verified": True}, 401),
    ],
)
async def test_an_address_counts_if_the_provider_has_verified_it(
    sign_ins: SignIns, claims: dict[str, Any], status: int
) -> None:
    await sign_ins.know(Role.SUPPORT, subject=EMAIL)

    assert (await sign_ins.knock(sign_ins.token(**claims))).status_code == status


@pytest.mark.parametrize("told", [{"oidc_person_claim": "oid"}])
async def test_any_claim_may_name_a_person(sign_ins: SignIns) -> None:
    await sign_ins.know(Role.SUPPORT, subject="object-1")

    assert (await sign_ins.knock(sign_ins.token("whoever", oid="object-1"))).status_code == 200
    assert (await sign_ins.knock(sign_ins.token("object-1"))).status_code == 401


ID_TOKEN: dict[str, Any] = {"nonce": "n", "at_hash": "h"}
JWT, AT = "JWT", "at+jwt"


@pytest.mark.parametrize(
    ("typ", "claims", "accepted_by"),
    [
        (AT, {}, ("at+jwt", "jwt", "id_token")),
        (JWT, {}, ("jwt", "id_token")),
        (None, {}, ("jwt", "id_token")),
        (JWT, {"typ": "Bearer"}, ("jwt", "id_token")),
        (JWT, {"typ": "ID"}, ("id_token",)),
        (JWT, {"token_use": "id"}, ("id_token",)),
        *[(JWT, {mark: "x"}, ("id_token",)) for mark in ("nonce", "at_hash", "c_hash", "s_hash")],
        (AT, ID_TOKEN, ("id_token",)),
        (JWT, {"events": {}}, ()),
        ("logout+jwt", {}, ()),
        ("secevent+jwt", {}, ()),
    ],
)
@pytest.mark.parametrize("told", [{"oidc_tokens": kind} for kind in ("at+jwt", "jwt", "id_token")])
async def test_a_token_of_another_kind_is_no_access_token(
    sign_ins: SignIns, told: dict[str, Any], typ: str | None, claims: dict[str, Any], accepted_by: tuple[str, ...]
) -> None:
    await sign_ins.know(Role.SUPPORT)

    answer = await sign_ins.knock(sign_ins.signer.token(sign_ins.claims(**claims), typ=typ))

    assert answer.status_code == (200 if told["oidc_tokens"] in accepted_by else 401)
