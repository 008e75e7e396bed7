"""Whatever an owner of the database does to the trail, verifying names the first link that is broken."""

# ruff: noqa: S608 - the statements are made of our own numbers

import tracemalloc

import pytest
from sqlalchemy import text

from app.audit.store import audit_appending
from app.audit.store.audit_hashing import GENESIS, link
from app.domain.actor import OF_VENDOR
from app.postgres import tables
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.verification.audit_verification import KeptHeads
from app.verification.broken_links import Harm
from tests.verification.trail import LENGTH, Trail, act, make_trail, of_customer

HERE = "chain = :chain AND position"


@pytest.fixture
async def trail(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> Trail:
    return await make_trail(fresh_database, fresh_engine)


async def test_an_untouched_trail_holds(trail: Trail) -> None:
    assert [await trail.broken(chain) for chain in (trail.ours, trail.theirs, OF_VENDOR)] == [None] * 3


EDITS = {
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "actor_kind": "'system'",
    "actor_id": "gen_random_uuid()",
    "credential_kind": "'webhook_signature'",
    "credential_id": "'k-2'",
    "on_behalf_of": "'00000000-0000-0000-0000-000000000000'",
    "operation": "'read_customer'",
    "subject_type": "'person'",
    "subject_id": "upper(subject_id)",
    "address": "'2001:db8::1/64'",
    "request_id": "NULL",
    "outcome": "'seen'",
    "status": "201",
    "details": """details || '{"number": "1"}'""",
    "hash": "sha256(hash)",
}


def test_each_column_is_edited_below() -> None:
    assert set(EDITS) == set(tables.audit_entries.c.keys()) - {"chain", "position"}


@pytest.mark.parametrize("column", EDITS)
async def test_an_edited_column_is_found(trail: Trail, column: str) -> None:
    for position in (LENGTH, 4, 3, 1):
        await trail.tamper(f"UPDATE audit_entries SET {column} = {EDITS[column]} WHERE {HERE} = {position}")
        found = await trail.broken()

        assert found is not None
        assert (found.position, found.harm) == (position, Harm.EDITED)
    assert await trail.broken(trail.theirs) is None


NUMBERED_ANEW = [
    f"UPDATE audit_entries SET position = position + 1000 WHERE {HERE} > 4",
    "UPDATE audit_entries SET position = position - 1000 {} WHERE chain = :chain AND position > 1000",
]
COPIED = """INSERT INTO audit_entries SELECT (jsonb_populate_record(e, '{{"position": {}, "operation": "forged"}}')).*
    FROM audit_entries e WHERE chain = :chain AND position = 3"""

TAMPERED = [
    ("the first is gone", [f"DELETE FROM audit_entries WHERE {HERE} = 1"], 1, Harm.REMOVED),
    ("one is gone", [f"DELETE FROM audit_entries WHERE {HERE} = 4"], 4, Harm.REMOVED),
    ("three are gone", [f"DELETE FROM audit_entries WHERE {HERE} BETWEEN 3 AND 5"], 3, Harm.REMOVED),
    (
        "one is gone and the others moved up",
        [f"DELETE FROM audit_entries WHERE {HERE} = 4", NUMBERED_ANEW[0], NUMBERED_ANEW[1].format("- 1")],
        4,
        Harm.REMOVED,
    ),
    (
        "one is gone, the others moved up, and the head with them",
        [
            f"DELETE FROM audit_entries WHERE {HERE} = 4",
            NUMBERED_ANEW[0],
            NUMBERED_ANEW[1].format("- 1"),
            "UPDATE audit_heads SET position = position - 1 WHERE chain = :chain",
        ],
        4,
        Harm.REMOVED,
    ),
    (
        "the last but one is gone and the last moved up",
        [
            f"DELETE FROM audit_entries WHERE {HERE} = {LENGTH - 1}",
            f"UPDATE audit_entries SET position = {LENGTH - 1} WHERE {HERE} = {LENGTH}",
        ],
        LENGTH - 1,
        Harm.REMOVED,
    ),
    ("the last is gone", [f"DELETE FROM audit_entries WHERE {HERE} = {LENGTH}"], LENGTH, Harm.CUT_OFF),
    ("the last three are gone", [f"DELETE FROM audit_entries WHERE {HERE} > {LENGTH - 3}"], LENGTH - 2, Harm.CUT_OFF),
    ("all are gone", [f"DELETE FROM audit_entries WHERE {HERE} > 0"], 1, Harm.CUT_OFF),
    ("the head is gone", ["DELETE FROM audit_heads WHERE chain = :chain"], LENGTH + 1, Harm.CUT_OFF),
    (
        "the head is set back",
        ["UPDATE audit_heads SET position = 5 WHERE chain = :chain"],
        6,
        Harm.INSERTED,
    ),
    ("the head is another", ["UPDATE audit_heads SET hash = sha256('') WHERE chain = :chain"], LENGTH, Harm.EDITED),
    (
        "one is put between",
        [NUMBERED_ANEW[0], NUMBERED_ANEW[1].format("+ 1"), COPIED.format(5)],
        5,
        Harm.INSERTED,
    ),
    ("one is put at the end", [COPIED.format(LENGTH + 1)], LENGTH + 1, Harm.INSERTED),
    (
        "two neighbours change places",
        [
            f"UPDATE audit_entries SET position = 1000 WHERE {HERE} = 4",
            f"UPDATE audit_entries SET position = 4 WHERE {HERE} = 5",
            f"UPDATE audit_entries SET position = 5 WHERE {HERE} = 1000",
        ],
        4,
        Harm.REORDERED,
    ),
    (
        "two that are apart change places",
        [
            f"UPDATE audit_entries SET position = 1000 WHERE {HERE} = 2",
            f"UPDATE audit_entries SET position = 2 WHERE {HERE} = 7",
            f"UPDATE audit_entries SET position = 7 WHERE {HERE} = 1000",
        ],
        2,
        Harm.REORDERED,
    ),
    (
        "two change what they hold but not their hashes",
        [
            """UPDATE audit_entries a SET request_id = b.request_id, details = b.details FROM audit_entries b
            WHERE a.chain = :chain AND b.chain = a.chain AND (a.position, b.position) IN ((3, 6), (6, 3))"""
        ],
        3,
        Harm.REORDERED,
    ),
    (
        "one is moved to the end",
        [f"UPDATE audit_entries SET position = {LENGTH + 1} WHERE {HERE} = 3"],
        3,
        Harm.REORDERED,
    ),
    (
        "an edited one is sealed anew as if it were the last",
        [f"UPDATE audit_entries SET status = 500, hash = sha256('x') WHERE {HERE} = 4"],
        4,
        Harm.EDITED,
    ),
    (
        "one is taken over from another chain",
        [
            f"DELETE FROM audit_entries WHERE {HERE} = 4",
            "UPDATE audit_entries SET chain = :chain WHERE chain <> :chain AND position = 4",
        ],
        4,
        Harm.EDITED,
    ),
]


@pytest.mark.parametrize(
    ("statements", "position", "harm"), [each[1:] for each in TAMPERED], ids=[each[0] for each in TAMPERED]
)
@pytest.mark.parametrize("batch", [1, 1000])
async def test_what_was_done_to_the_chain_is_named(
    trail: Trail, statements: list[str], position: int, harm: Harm, batch: int
) -> None:
    await trail.tamper(*statements)

    found = await trail.broken(batch=batch)

    assert found is not None
    assert (found.chain, found.position, found.harm) == (trail.ours, position, harm), found.words


async def test_a_chain_that_was_forged_whole_is_held_against_a_head_that_was_kept(trail: Trail) -> None:
    """From the inside it holds: whoever owns the database can make any chain. So its heads are kept elsewhere."""
    before = await trail.entries()
    last = before[-1].place
    entry, previous = before[3], before[2].place.hash
    statements = [f"UPDATE audit_entries SET status = 500 WHERE {HERE} = 4"]
    object.__setattr__(entry.act, "status", 500)
    for each in before[3:]:
        previous = link(previous, each)
        statements.append(f"UPDATE audit_entries SET hash = '\\x{previous.hex()}' WHERE {HERE} = {each.place.position}")
    statements.append(f"UPDATE audit_heads SET hash = '\\x{previous.hex()}' WHERE chain = :chain")
    await trail.tamper(*statements)

    assert await trail.broken() is None
    found = await trail.broken(kept=KeptHeads({trail.ours: {last.position: last.hash}}))
    assert found is not None
    assert (found.position, found.harm) == (LENGTH, Harm.REWRITTEN)
    early = before[0].place
    assert await trail.broken(kept=KeptHeads({trail.ours: {early.position: early.hash}})) is None


@pytest.mark.parametrize("left", [0, 1, LENGTH - 1])
async def test_a_chain_that_was_cut_with_its_head_is_held_against_a_head_that_was_kept(trail: Trail, left: int) -> None:
    kept = [entry.place for entry in await trail.entries()]
    moved = f"""UPDATE audit_heads SET position = {left}, hash = (SELECT hash FROM audit_entries
        WHERE {HERE} = {left}) WHERE chain = :chain"""
    gone = "DELETE FROM audit_heads WHERE chain = :chain"
    await trail.tamper(f"DELETE FROM audit_entries WHERE {HERE} > {left}", moved if left else gone)

    alone = await trail.broken()
    assert (alone is None) == bool(left)  # a customer without any chain is found without its head
    found = await trail.broken(kept=KeptHeads({trail.ours: {kept[-1].position: kept[-1].hash}}))
    assert found is not None
    assert (found.position, found.harm) == (left + 1, Harm.CUT_OFF)


async def test_the_hash_follows_from_the_row_whatever_the_settings(trail: Trail) -> None:
    previous = GENESIS
    for entry in await trail.entries():
        assert link(previous, entry) == entry.place.hash
        previous = entry.place.hash
    async with transaction(trail.engine, SYSTEM) as connection:
        for setting in ("TimeZone = 'Asia/Kathmandu'", "DateStyle = 'German'", "bytea_output = 'escape'"):
            await connection.execute(text(f"SET LOCAL {setting}"))
        await audit_appending.append(connection, act(9, of_customer(trail.ours)))
    assert await trail.broken() is None


async def test_ten_thousand_entries_are_verified_in_little_memory(trail: Trail) -> None:
    await trail.lengthen(10_000)
    tracemalloc.start()
    assert await trail.broken(batch=1000) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
