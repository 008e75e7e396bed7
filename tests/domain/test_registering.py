"""Who may bring a report in, as what, and for whom, as a table (§1.2.2 **, §2.1 step 1)."""

from uuid import UUID

import pytest

from app.domain.actor import Actor, ActorKind
from app.domain.tickets.raci import RoleHolders, Row
from app.domain.tickets.registering import Applicant, WayOnName, registrant_of, require_channel, ways_on
from app.domain.vocabulary import Channel, Responsibility, Role
from app.errors import ErrorCode, ServiceError
from app.sla.agreement import AGREEMENT

CUSTOMER, ME, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
STEP_1: Row = AGREEMENT.steps[0].raci
TO_SUPPORT: Row = {**STEP_1, Role.CUSTOMER: Responsibility.CONSULTED, Role.SUPPORT: Responsibility.RESPONSIBLE}


def applicant(
    *roles: Role, registrant: bool = False, administrator: bool = False, integration: bool = False, row: Row = STEP_1
) -> Applicant:
    of_customer = integration or Role.CUSTOMER in roles
    actor = Actor(
        id=ME,
        kind=ActorKind.INTEGRATION if integration else ActorKind.PERSON,
        name="Somebody",
        roles=frozenset(roles),
        customer_id=CUSTOMER if of_customer else None,
        administrator=administrator,
    )
    return Applicant(actor, CUSTOMER, registrant, row, RoleHolders(CUSTOMER, {}))


WHO = {
    "registrant": applicant(Role.CUSTOMER, registrant=True),
    "colleague": applicant(Role.CUSTOMER),
    "integration": applicant(integration=True),
    "support": applicant(Role.SUPPORT),
    "consultant": applicant(Role.CONSULTANT),
    "manager": applicant(Role.SUPPORT_MANAGER),
    "administrator": applicant(administrator=True),
    "delegate": applicant(Role.SUPPORT, row=TO_SUPPORT),
    "support of both": applicant(Role.SUPPORT, Role.CUSTOMER),
    "registrant of both": applicant(Role.SUPPORT, Role.CUSTOMER, registrant=True),
}
NO, INVALID = ErrorCode.FORBIDDEN, ErrorCode.INVALID

REGISTERS: dict[str, tuple[UUID | ErrorCode | None, UUID | ErrorCode | None]] = {
    # for nobody by name, on behalf of another
    "registrant": (ME, NO),
    "colleague": (NO, NO),
    "integration": (None, NO),
    "support": (NO, NO),
    "consultant": (NO, NO),
    "manager": (INVALID, OTHER),
    "administrator": (None, OTHER),
    "delegate": (INVALID, OTHER),
    "support of both": (NO, NO),
    "registrant of both": (ME, NO),
}
SIGNALS: dict[str, ErrorCode | None] = {
    "registrant": INVALID,
    "colleague": NO,
    "integration": INVALID,
    "support": None,
    "consultant": None,
    "manager": None,
    "administrator": None,
    "delegate": None,
    "support of both": None,
    "registrant of both": None,
}


@pytest.mark.parametrize(("who", "registers"), REGISTERS.items())
def test_who_registers_and_for_whom(who: str, registers: tuple[UUID | ErrorCode | None, ...]) -> None:
    found: list[UUID | ErrorCode | None] = []
    for named in (None, OTHER):
        try:
            found.append(registrant_of(WHO[who], named, AGREEMENT))
        except ServiceError as refusal:
            found.append(refusal.code)

    assert tuple(found) == registers


@pytest.mark.parametrize(("who", "refusal"), SIGNALS.items())
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.MAIL])
def test_calls_and_mail_are_taken_down_by_the_vendor(who: str, refusal: ErrorCode | None, channel: Channel) -> None:
    if refusal is None:
        require_channel(WHO[who], channel, AGREEMENT)
        return
    with pytest.raises(ServiceError) as refused:
        require_channel(WHO[who], channel, AGREEMENT)
    assert (refused.value.code, refused.value.section) == (refusal, "1.2.2")


@pytest.mark.parametrize("who", WHO)
def test_what_is_said_to_be_allowed_is(who: str) -> None:
    registration, withdrawal = ways_on(WHO[who], AGREEMENT)

    assert (registration.name, withdrawal.name) == tuple(WayOnName)
    assert registration.allowed is any(each is not NO for each in REGISTERS[who])
    assert registration.needs == (("registrantId",) if REGISTERS[who][0] is INVALID else ())
    assert withdrawal.allowed is (who not in {"colleague", "integration"})
