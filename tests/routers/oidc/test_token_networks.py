"""The networks of management hold for who signs in at a provider too (§5.7.1)."""

import pytest
from uuid_utils.compat import uuid7

from app.access.store import administration_networks
from app.access.store.administration_networks import AdministrationNetwork
from app.addresses import network
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import MONDAY
from tests.routers.oidc.conftest import SignIns


@pytest.mark.parametrize(
    ("role", "peer", "status"),
    [
        (Role.SUPPORT_MANAGER, "192.0.2.7", 200),
        (Role.SUPPORT_MANAGER, "203.0.113.9", 403),
        (Role.SUPPORT_MANAGER, None, 403),
        (Role.SUPPORT, "203.0.113.9", 200),
    ],
)
async def test_a_manager_s_token_opens_from_the_networks_alone(
    sign_ins: SignIns, role: Role, peer: str | None, status: int
) -> None:
    await sign_ins.know(role)
    office = AdministrationNetwork(
        id=uuid7(), network=network("192.0.2.0/24"), label="Office", added_by=None, added_at=MONDAY
    )
    async with transaction(sign_ins.api.engine, SYSTEM) as connection:
        await administration_networks.add(connection, office)

    answer = await sign_ins.api.from_(peer, sign_ins.token(amr=["mfa"])).get("/v1/people")

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["section"] == "5.7.1"
