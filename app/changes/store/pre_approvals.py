"""Models, advisory boards and freezes in and out of the database."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Table, insert, select, update

from app.clock import Instant
from app.domain.changes.change_facts import ChangeRisk
from app.domain.changes.pre_approved import AdvisoryBoard, ChangeFreeze, ChangeModel, ModelPlan
from app.postgres.connection import Connection
from app.postgres.tables import advisory_boards, change_freezes, change_models

_PLAN: Final = TypeAdapter(ModelPlan)
_RISK: Final = TypeAdapter(ChangeRisk)


async def add_model(connection: Connection, model: ChangeModel) -> None:
    columns = {**vars(model), "plan": _PLAN.dump_python(model.plan), "risk": _RISK.dump_python(model.risk, mode="json")}
    await connection.execute(insert(change_models).values(columns))


async def find_model(connection: Connection, model_id: UUID, *, lock: bool = False) -> ChangeModel | None:
    row = await _one(connection, change_models, model_id, lock=lock)
    return None if row is None else _model(row)


async def page_of_models(connection: Connection, *, after: UUID | None, limit: int) -> list[ChangeModel]:
    """In the order in which they were made."""
    return [_model(row) for row in await _page(connection, change_models, after, limit)]


async def add_board(connection: Connection, board: AdvisoryBoard) -> None:
    await connection.execute(insert(advisory_boards).values(vars(board) | {"members": list(board.members)}))


async def save_board(connection: Connection, board: AdvisoryBoard) -> None:
    columns = vars(board) | {"members": list(board.members)}
    await connection.execute(update(advisory_boards).where(advisory_boards.c.id == board.id).values(columns))


async def find_board(connection: Connection, board_id: UUID, *, lock: bool = False) -> AdvisoryBoard | None:
    row = await _one(connection, advisory_boards, board_id, lock=lock)
    return None if row is None else _board(row)


async def page_of_boards(connection: Connection, *, after: UUID | None, limit: int) -> list[AdvisoryBoard]:
    """In the order in which they were made."""
    return [_board(row) for row in await _page(connection, advisory_boards, after, limit)]


async def add_freeze(connection: Connection, freeze: ChangeFreeze) -> None:
    columns = vars(freeze) | {"instance_ids": list(freeze.instance_ids)}
    await connection.execute(insert(change_freezes).values(columns))


async def find_freeze(connection: Connection, freeze_id: UUID, *, lock: bool = False) -> ChangeFreeze | None:
    row = await _one(connection, change_freezes, freeze_id, lock=lock)
    return None if row is None else _freeze(row)


async def page_of_freezes(connection: Connection, *, after: UUID | None, limit: int) -> list[ChangeFreeze]:
    """Latest set first."""
    statement = select(change_freezes).order_by(change_freezes.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(change_freezes.c.id < after)
    return [_freeze(row) for row in (await connection.execute(statement)).mappings()]


async def freezes_in(connection: Connection, from_at: Instant, until: Instant) -> list[ChangeFreeze]:
    """Those that stand, at some moment of it; in the order in which they begin."""
    column = change_freezes.c
    stands = (column.withdrawn_at.is_(None), column.from_at < until, column.until > from_at)
    statement = select(change_freezes).where(*stands).order_by(column.from_at, column.id)
    return [_freeze(row) for row in (await connection.execute(statement)).mappings()]


async def withdraw(connection: Connection, table: Table, row_id: UUID, at: Instant, reason: str) -> None:
    said = {"withdrawn_at": at, "withdrawn_because": reason}
    await connection.execute(update(table).where(table.c.id == row_id).values(said))


async def _one(connection: Connection, table: Table, row_id: UUID, *, lock: bool) -> Mapping[Any, Any] | None:
    statement = select(table).where(table.c.id == row_id)
    found = await connection.execute(statement.with_for_update(key_share=True) if lock else statement)
    return found.mappings().one_or_none()


async def _page(connection: Connection, table: Table, after: UUID | None, limit: int) -> list[Mapping[Any, Any]]:
    statement = select(table).order_by(table.c.id).limit(limit)
    if after is not None:
        statement = statement.where(table.c.id > after)
    return list((await connection.execute(statement)).mappings())


def _model(row: Mapping[Any, Any]) -> ChangeModel:
    typed = {"plan": _PLAN.validate_python(row["plan"]), "risk": _RISK.validate_python(row["risk"])}
    members: dict[str, Any] = {**row, **typed}
    return ChangeModel(**members)


def _board(row: Mapping[Any, Any]) -> AdvisoryBoard:
    members: dict[str, Any] = {**row, "members": tuple(row["members"])}
    return AdvisoryBoard(**members)


def _freeze(row: Mapping[Any, Any]) -> ChangeFreeze:
    members: dict[str, Any] = {**row, "instance_ids": tuple(row["instance_ids"])}
    return ChangeFreeze(**members)
