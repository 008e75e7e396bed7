"""Changes of a customer: two of everything that is listed, and one that a board votes on (§4.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.changes.store import pre_approvals
from app.domain.agreement.changes import RiskLevel
from app.domain.changes.change_facts import ChangeRisk
from app.domain.changes.pre_approved import ChangeModel, ModelPlan
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.routers.bodies import SOUND
from tests.routers.callers import Api, Caller

MODEL_ID: Final = "0192f0c1-0000-7000-8000-00000000000c"


async def modelled(api: Api) -> None:
    """One for everybody, of this id."""
    model = ChangeModel(
        id=UUID(MODEL_ID),
        name="Restart the agent",
        plan=ModelPlan(steps="Stop, start.", rollback="Stop.", test="It answers."),
        risk=ChangeRisk(RiskLevel.LOW, "It takes a second."),
        approved_by=UUID(MODEL_ID),
        valid_until_on=date(2027, 12, 31),
        made_at=api.clock.now,
    )
    async with transaction(api.engine, SYSTEM) as connection:
        await pre_approvals.add_model(connection, model)


async def changed_work(admin: Caller, requester: Caller, customer_id: str, *member_ids: str) -> Mapping[str, str]:
    """Ids by the names of path parameters. `member_ids` are the board's; an administrator decides."""
    own = {"customerId": customer_id}

    async def made(path: str, body: Mapping[str, Any], by: Caller = admin) -> dict[str, Any]:
        answer = await by.post(f"/v1{path}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    ids = dict[str, str]()
    for _ in range(2):
        model = {**SOUND["add_change_model"], "approvedBy": str(admin.person.id)}
        ids["modelId"] = (await made("/change-models", model))["id"]
        board = {**SOUND["create_board"], "members": [*member_ids]}
        ids["boardId"] = (await made("/advisory-boards", board))["id"]
        ids["freezeId"] = (await made("/change-freezes", SOUND["freeze_changes"]))["id"]
        ids["changeId"] = (await made("/changes", {**SOUND["register_change"], **own}, requester))["id"]
    risky = await made("/changes", {**SOUND["register_change"], **own}, requester)
    path = f"/changes/{risky['id']}"
    await made(f"{path}/transitions", {**SOUND["decide_change"], "risk": {"level": "high", "reason": "All read it."}})
    await made(f"{path}/transitions", {"decision": "submit", "boardId": ids["boardId"]})
    (ballot,) = (await admin.get(f"/v1{path}/ballots")).json()["items"]
    urgent = await made("/changes", {**SOUND["register_change"], **own, "changeType": "urgent", "reason": "A leak."})
    await made(f"/changes/{urgent['id']}/transitions", {"decision": "begin"})
    known = {"managerId": str(admin.person.id), "riskyId": risky["id"], "begunId": urgent["id"]}
    return {**ids, **known, "ballotId": ballot["id"]}
