"""Whose a token is: one person for each identity, named by who may, and by nothing that they can edit themselves."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import Response

from app.access.store import people
from app.access.store.people import Person
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.oidc.conftest import SignIns


async def change(caller: Caller, person: Person, **changes: Any) -> Response:
    return await caller.patch(f"/v1/people/{person.id}", json=changes, headers={"If-Match": "*"})


async def save(sign_ins: SignIns, person: Person) -> None:
    async with transaction(sign_ins.api.engine, SYSTEM) as connection:
        await people.save(connection, person)


@pytest.fixture
async def api(sign_ins: SignIns) -> Any:
    """So that the callers with keys are callers of the same app."""
    return sign_ins.api


async def test_whoever_comes_in_by_token_sees_what_they_see_with_a_key(
    sign_ins: SignIns, extended: Organisation, standard: Organisation
) -> None:
    rosa = replace(extended.registrants[0], identity=None)
    await sign_ins.know(Role.CUSTOMER, customer_id=extended.customer.id, name="Carla Colleague")

    seen = (await sign_ins.knock(sign_ins.token())).json()["items"]

    assert [each["name"] for each in seen] == ["Rosa Registrant", "Rik Registrant", "Carla Colleague"]
    assert (await sign_ins.knock(sign_ins.token(), f"/v1/people/{rosa.id}")).status_code == 200
    foreign = await sign_ins.knock(sign_ins.token(), f"/v1/people/{standard.registrants[0].id}")
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    "subject",
    [
        "sub of sam",
        "SUB-OF-SAM",
        "sub-of-sa",
        "sub-of-samm",
        "%",
        "sub_of_sam",
        "x', true), set_config('duetime.scope', 'system",
    ],
)
async def test_whom_nobody_here_signs_in_as_gets_nowhere_and_is_told_why(sign_ins: SignIns, subject: str) -> None:
    await sign_ins.know(Role.SUPPORT)

    answer = await sign_ins.knock(sign_ins.token(subject))

    assert answer.status_code == 403
    assert "nobody here signs in as" in answer.json()["detail"]
    assert "WWW-Authenticate" not in answer.headers


async def test_whoever_has_left_is_out_at_once_and_looks_like_nobody(sign_ins: SignIns) -> None:
    sam = await sign_ins.know(Role.SUPPORT)
    assert (await sign_ins.knock(sign_ins.token())).status_code == 200

    await save(sign_ins, replace(sam, active=False))
    left = await sign_ins.knock(sign_ins.token())
    await save(sign_ins, replace(sam, identity=None))
    nobody = await sign_ins.knock(sign_ins.token())

    assert left.status_code == nobody.status_code == 403
    assert left.json()["detail"] == nobody.json()["detail"]


async def test_the_same_name_at_another_provider_is_somebody_else(sign_ins: SignIns, manager: Caller) -> None:
    sam = await sign_ins.know(Role.SUPPORT)
    other = {"issuer": "https://login.example", "subject": "sub-of-sam"}
    assert (await change(manager, sam, identity=other)).status_code == 200

    assert (await sign_ins.knock(sign_ins.token())).status_code == 403


async def test_an_address_that_somebody_has_here_opens_nothing(sign_ins: SignIns, manager: Caller) -> None:
    sam = await sign_ins.know(Role.SUPPORT)
    await change(manager, sam, identity=None)

    for subject in (sam.email, str(sam.id), sam.name):
        assert (await sign_ins.knock(sign_ins.token(subject, email=sam.email, email_verified=True))).status_code == 403


async def test_an_identity_is_given_shown_and_taken_away(sign_ins: SignIns, manager: Caller) -> None:
    identity = {"issuer": sign_ins.there.issuer, "subject": "auth0|abc def"}
    body = {"name": "Nina New", "email": "nina@example.org", "roles": ["support"], "identity": identity}
    made = await manager.post("/v1/people", json=body)
    path = made.headers["Location"]

    assert made.json()["identity"] == identity
    assert (await sign_ins.knock(sign_ins.token("auth0|abc def"), path)).json()["identity"] == identity
    renamed = await manager.patch(path, json={"name": "Nina"}, headers={"If-Match": "*"})
    assert renamed.json()["identity"] == identity
    taken = await manager.patch(path, json={"identity": None}, headers={"If-Match": "*"})
    assert taken.json()["identity"] is None
    assert (await sign_ins.knock(sign_ins.token("auth0|abc def"))).status_code == 403


async def test_two_people_do_not_sign_in_as_one(
    sign_ins: SignIns, manager: Caller, support: Caller, extended: Organisation
) -> None:
    sam = await sign_ins.know(Role.SUPPORT, active=False)
    assert sam.identity is not None
    identity = {"issuer": sam.identity.issuer, "subject": sam.identity.subject}

    for whom in (support.person, extended.registrants[0]):
        answer = await change(manager, whom, identity=identity)
        assert (answer.status_code, answer.json()["detail"]) == (409, "Somebody signs in with this identity already.")


@pytest.mark.parametrize(
    ("caller", "whom", "status"),
    [
        ("manager", "support", 200),
        ("manager", "manager", 200),
        ("manager", "registrant", 200),
        ("manager", "admin", 403),
        ("admin", "admin", 200),
        ("admin", "manager", 200),
        ("registrant", "colleague", 403),
        ("registrant", "registrant", 403),
        ("colleague", "colleague", 403),
        ("support", "support", 403),
    ],
)
async def test_who_says_as_whom_somebody_signs_in(
    sign_ins: SignIns, callers: dict[str, Caller], caller: str, whom: str, status: int
) -> None:
    """Whoever may make them a key: it opens as much."""
    identity = {"issuer": sign_ins.there.issuer, "subject": "sub-of-mallory"}

    assert (await change(callers[caller], callers[whom].person, identity=identity)).status_code == status


async def test_no_manager_says_as_whom_another_manager_signs_in(
    api: Api, sign_ins: SignIns, manager: Caller, support: Caller
) -> None:
    other = (await api.as_(Role.SUPPORT_MANAGER)).person
    identity = {"issuer": sign_ins.there.issuer, "subject": "sub-of-mallory"}
    new = {"name": "Nina New", "email": "nina@example.org", "roles": ["support_manager"]}

    assert (await change(manager, other, identity=identity)).status_code == 403
    assert (await change(manager, support.person, identity=identity, roles=["support_manager"])).status_code == 403
    assert (await manager.post("/v1/people", json={**new, "identity": identity})).status_code == 403
    assert (await manager.post("/v1/people", json={**new, "identity": None})).status_code == 201


async def test_a_registrant_adds_and_changes_people_but_not_how_they_come_in(
    sign_ins: SignIns, registrant: Caller, manager: Caller, colleague: Caller, extended: Organisation
) -> None:
    identity = {"issuer": sign_ins.there.issuer, "subject": "sub-of-mallory"}
    body = {"name": "Nina", "email": "n@x.org", "roles": ["customer"], "customerId": str(extended.customer.id)}
    assert (await registrant.post("/v1/people", json={**body, "identity": identity})).status_code == 403
    assert (await registrant.post("/v1/people", json={**body, "identity": None})).status_code == 201
    await change(manager, colleague.person, identity=identity)

    assert (await change(registrant, colleague.person, name="Carla")).json()["identity"] == identity
    assert (await change(registrant, colleague.person, identity=identity)).status_code == 200
    assert (await change(registrant, colleague.person, identity=None)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"issuer": "https://x.example"}, "/identity/subject"),
        ({"subject": "sam"}, "/identity/issuer"),
        ({"issuer": "https://x.example", "subject": ""}, "/identity/subject"),
        ({"issuer": "https://x.example", "subject": " sam"}, "/identity/subject"),
        ({"issuer": "https://x.example", "subject": "s" * 256}, "/identity/subject"),
        ({"issuer": "https://x.example", "subject": "sam\u00e9"}, "/identity/subject"),
        ({"issuer": "https://x.example", "subject": "sam\n"}, "/identity/subject"),
        ({"issuer": "x.example", "subject": "sam"}, "/identity/issuer"),
        ({"issuer": "https://x.example", "subject": "sam", "role": "x"}, "/identity/role"),
        ("sam", "/identity"),
    ],
)
async def test_an_identity_that_no_token_could_have_is_pointed_at(manager: Caller, wrong: Any, pointer: str) -> None:
    answer = await change(manager, manager.person, identity=wrong)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
