"""Those who can do much have to have signed in with more than one factor (§5.7), and are told how if they haven't."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.vocabulary import Role
from tests.routers.oidc.conftest import SignIns

MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
FACTORS: list[tuple[dict[str, Any], bool]] = [
    ({"amr": ["mfa"]}, True),
    ({"amr": ["pwd", "otp"]}, True),
    ({"amr": ["otp", "kba", "pwd"]}, True),
    ({"amr": ["hwk", "pwd"]}, True),
    ({"amr": ["pin", "hwk"]}, True),
    ({"acr": MULTI_FACTOR}, True),
    ({"amr": ["pwd"], "acr": MULTI_FACTOR}, True),
    ({}, False),
    ({"amr": []}, False),
    ({"amr": ["pwd"]}, False),
    ({"amr": ["otp"]}, False),
    ({"amr": ["hwk"]}, False),
    ({"amr": ["pwd", "sms"]}, False),
    ({"amr": ["MFA"]}, False),
    ({"amr": ["pwd+otp"]}, False),
    ({"amr": "pwd"}, False),
    ({"amr": {"mfa": True}}, False),
    ({"amr": ["mfa", 1]}, False),
    ({"amr": True}, False),
    ({"acr": "1"}, False),
    ({"acr": [MULTI_FACTOR]}, False),
    ({"acr": f"{MULTI_FACTOR} x"}, False),
    ({"acr": None, "acrs": [MULTI_FACTOR]}, False),
]


@pytest.mark.parametrize(("claims", "shown"), FACTORS)
async def test_a_support_manager_shows_more_than_one_factor(
    sign_ins: SignIns, claims: dict[str, Any], *, shown: bool
) -> None:
    await sign_ins.know(Role.SUPPORT_MANAGER)

    answer = await sign_ins.knock(sign_ins.token(**claims))

    assert answer.status_code == (200 if shown else 403)
    if not shown:
        assert "more than one factor" in answer.json()["detail"]
        assert answer.json()["section"] == "5.7.1"
        assert answer.headers["WWW-Authenticate"] == (
            'Bearer error="insufficient_user_authentication", error_description="More than one factor is needed",'
            f' acr_values="{MULTI_FACTOR}"'
        )


@pytest.mark.parametrize(
    ("told", "demanding"),
    [
        ({}, {"support_manager", "administrator"}),
        ({"oidc_mfa_roles": ""}, set[str]()),
        ({"oidc_mfa_roles": "support, support_manager"}, {"support", "support_manager"}),
        ({"oidc_mfa_roles": "administrator"}, {"administrator"}),
    ],
)
async def test_who_has_to_is_set(sign_ins: SignIns, demanding: set[str]) -> None:
    held: dict[str, dict[str, Any]] = {role.value: {"roles": [role]} for role in (Role.SUPPORT, Role.SUPPORT_MANAGER)}
    held["administrator"] = {"roles": [], "administrator": True}
    for name, who in held.items():
        await sign_ins.know(*who.pop("roles"), subject=name, name=name, **who)

    refused = {name for name in held if (await sign_ins.knock(sign_ins.token(name))).status_code == 403}

    assert refused == demanding


async def test_a_second_role_that_has_to_is_enough(sign_ins: SignIns) -> None:
    await sign_ins.know(Role.SUPPORT, Role.SUPPORT_MANAGER)

    assert (await sign_ins.knock(sign_ins.token(amr=["pwd"]))).status_code == 403


@pytest.mark.parametrize("told", [{"oidc_mfa_amr": "", "oidc_mfa_acr": "gold platinum"}])
async def test_what_shows_it_is_set(sign_ins: SignIns) -> None:
    await sign_ins.know(Role.SUPPORT_MANAGER)

    assert (await sign_ins.knock(sign_ins.token(acr="platinum"))).status_code == 200
    refused = await sign_ins.knock(sign_ins.token(amr=["mfa"]))
    assert refused.headers["WWW-Authenticate"].endswith(', acr_values="gold platinum"')


@pytest.mark.parametrize("told", [{"oidc_mfa_acr": ""}])
async def test_where_no_context_is_known_none_is_asked_for(sign_ins: SignIns) -> None:
    await sign_ins.know(Role.SUPPORT_MANAGER)

    assert "acr_values" not in (await sign_ins.knock(sign_ins.token())).headers["WWW-Authenticate"]


async def test_where_that_is_the_policy_management_changes_nothing_with_a_key(sign_ins: SignIns) -> None:
    """A key shows no factor. It still reads; and who manages nothing is not asked."""
    api = sign_ins.api
    settings = api.app.state.runtime.settings.model_copy(update={"management_acts_by": "token"})
    api.app.state.runtime = replace(api.app.state.runtime, settings=settings)
    body = {"name": "Nina New", "email": "nina@vendor.example", "roles": ["support"]}
    for caller in (await api.as_(Role.SUPPORT_MANAGER), await api.as_administrator()):
        refused = await caller.post("/v1/people", json=body)
        assert (refused.status_code, refused.json()["section"]) == (403, "5.7.1")
        assert "insufficient_user_authentication" in refused.headers["WWW-Authenticate"]
        assert (await caller.get("/v1/people")).status_code == 200
    support = await (await api.as_(Role.SUPPORT)).post("/v1/people", json=body)
    assert (support.status_code, support.json().get("section")) == (403, None)

    await sign_ins.know(Role.SUPPORT_MANAGER)
    signed_in = {"Authorization": f"Bearer {sign_ins.token(amr=['mfa'])}"}
    made = await api.anonymous().post("/v1/people", json=body, headers=signed_in)
    assert made.status_code == 201, made.text
