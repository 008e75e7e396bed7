"""Each refusal provoked on a real server: what a client is told, and that a mistake of ours stays loud."""

from collections.abc import AsyncGenerator, Callable

import pytest
from asyncpg import PostgresError
from sqlalchemy import text

from app.errors import Conflict, Invalid, ServiceError, Unavailable
from app.postgres import errors, migrations
from app.postgres.embedded.server import SUPERUSER, EmbeddedPostgres
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.errors import translate
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.organisations import make_customer

TABLES = """
CREATE TABLE parent (id int PRIMARY KEY, name text CONSTRAINT uq_parent_name UNIQUE,
                     size int CONSTRAINT ck_parent_size CHECK (size > 0), document jsonb, code varchar(3),
                     span int4range, CONSTRAINT ex_parent_span EXCLUDE USING gist (span WITH &&));
CREATE TABLE child (parent int CONSTRAINT fk_child_parent REFERENCES parent);
CREATE TABLE late (parent int CONSTRAINT fk_late_parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
INSERT INTO parent VALUES (1, 'one', 1, NULL, NULL, '[1,5)'), (2, 'two', 1, NULL, NULL, NULL);
INSERT INTO child VALUES (2);
"""


@pytest.fixture
async def owned(fresh_database: DatabaseUrls) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(fresh_database.owner, pool_size=3)
    async with transaction(engine, SYSTEM) as connection:
        for statement in filter(str.strip, TABLES.split(";")):
            await connection.execute(text(statement))
    yield engine
    await engine.dispose()


async def execute(engine: AsyncEngine, statement: str, **values: object) -> None:
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text(statement), values)


REFUSALS: list[tuple[str, object, type[ServiceError]]] = [
    ("INSERT INTO parent (id, name) VALUES (9, :value)", "a\0b", Invalid),  # 22021
    ("INSERT INTO parent (id, document) VALUES (9, CAST(:value AS jsonb))", '"\\u0000"', Invalid),  # 22P05
    ("INSERT INTO parent (id, document) VALUES (9, CAST(:value AS jsonb))", '"\\ud800"', Invalid),  # 22P02
    ("INSERT INTO parent (id, name) VALUES (9, :value)", "\ud800", Invalid),  # refused by the driver, 22000
    ("INSERT INTO parent (id) VALUES (:value)", 2**31, Invalid),
    ("INSERT INTO parent (id, code) VALUES (9, :value)", "four", Invalid),  # 22001
    ("SELECT 1 LIMIT :value", -1, Invalid),  # 2201W
    ("INSERT INTO parent (id, name) VALUES (9, repeat(:value, 10) || random())", "1234567890" * 9000, Invalid),
    ("INSERT INTO parent (id, size) VALUES (9, :value)", 0, Invalid),  # 23514
    ("INSERT INTO parent (id, name) VALUES (9, :value)", "one", Conflict),  # 23505
    ("INSERT INTO child VALUES (:value)", 99, Conflict),  # 23503
    ("DELETE FROM parent WHERE id = :value", 2, Conflict),  # 23503 from the other side
    ("INSERT INTO late VALUES (:value)", 99, Conflict),  # 23503 at the commit
    ("INSERT INTO parent (id, span) VALUES (9, int4range(:value, 9))", 4, Conflict),  # 23P01
]


@pytest.mark.parametrize(("statement", "value", "kind"), REFUSALS)
async def test_bad_input_is_refused_and_leaves_nothing_behind(
    owned: AsyncEngine, statement: str, value: object, kind: type[ServiceError]
) -> None:
    with pytest.raises(ServiceError) as refused:
        await execute(owned, statement, value=value)
    assert type(refused.value) is kind
    async with transaction(owned, SYSTEM) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM parent")) == 2


async def test_a_named_constraint_refuses_in_words_of_its_own(
    owned: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(errors.CONSTRAINTS, "uq_parent_name", lambda: Conflict("This name is taken."))
    with pytest.raises(Conflict, match="This name is taken"):
        await execute(owned, "INSERT INTO parent (id, name) VALUES (9, 'one')")


@pytest.mark.parametrize("statement", ["SELECT nothing", "SELECT * FROM missing", "INSERT INTO parent VALUES (NULL)"])
async def test_a_mistake_of_ours_stays_loud(owned: AsyncEngine, statement: str) -> None:
    with pytest.raises(PostgresError):
        await execute(owned, statement)


async def test_a_database_that_was_never_migrated_says_what_to_do(fresh_database: DatabaseUrls) -> None:
    await migrations.downgrade(fresh_database.owner, "base")
    engine = create_engine(fresh_database.app)
    for statement in ("SELECT * FROM tickets", "SELECT duetime_enter('', '')", "INSERT INTO quota_windows VALUES (1)"):
        with pytest.raises(Unavailable, match="run `duetime migrate`"):
            await execute(engine, statement)
    await engine.dispose()


RAISING = """CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'not today'; END $$"""
AT_COMMIT = """CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON parent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_all()"""


async def test_a_rule_of_whoever_runs_the_database_refuses_at_commit(owned: AsyncEngine) -> None:
    for statement in (RAISING, AT_COMMIT):
        await execute(owned, statement)
    with pytest.raises(Unavailable, match="A rule in the database"):
        await execute(owned, "INSERT INTO parent (id, name) VALUES (9, 'nine')")


Condition = Callable[[DatabaseUrls], AsyncEngine]
OUT_OF_REACH: list[tuple[str, Condition]] = [
    ("SELECT 1", lambda _: create_engine("postgresql://nobody@127.0.0.1:1/none")),
    ("SELECT 1", lambda _: create_engine("postgresql://nobody@/none?host=/nowhere")),
    ("SELECT 1", lambda _: create_engine("postgresql://nobody@name.invalid/none")),
    ("SELECT 1", lambda urls: create_engine(urls.owner.replace("/fresh?", "/missing?"))),
    ("SELECT 1", lambda urls: create_engine(urls.owner.replace("duetime_owner", "stranger"))),
    ("SELECT pg_sleep(5)", lambda urls: create_engine(urls.owner, statement_timeout="50ms")),  # 57014
    ("SELECT pg_sleep(5)", lambda urls: create_engine(urls.owner, command_timeout=0.05)),  # the server hangs
    ("SELECT pg_terminate_backend(pg_backend_pid())", lambda urls: create_engine(urls.owner)),
    ("CREATE TABLE x ()", lambda urls: create_engine(urls.owner, default_transaction_read_only="on")),  # 25006
]


@pytest.mark.parametrize(("statement", "engine_to"), OUT_OF_REACH)
async def test_a_database_out_of_reach_is_a_reason_to_try_again(
    fresh_database: DatabaseUrls, statement: str, engine_to: Condition
) -> None:
    engine = engine_to(fresh_database)
    with pytest.raises(Unavailable) as refused:
        await execute(engine, statement)
    assert refused.value.retry_after > 0
    await engine.dispose()


@pytest.mark.parametrize(
    "error", [FileNotFoundError("template.html"), TimeoutError(), ConnectionResetError(), OSError()]
)
async def test_what_python_refuses_beside_the_database_is_not_the_databases(
    fresh_engine: AsyncEngine, error: OSError
) -> None:
    """It stays loud, and nothing of it is kept."""

    async def begin_and_fail() -> None:
        async with transaction(fresh_engine, SYSTEM) as connection:
            await make_customer(connection)
            raise error

    with pytest.raises(type(error)) as raised:
        await begin_and_fail()
    assert raised.value is error
    assert translate(error) is None
    async with transaction(fresh_engine, SYSTEM) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM customers")) == 0


async def test_too_many_connections_are_a_reason_to_try_again(
    postgres: EmbeddedPostgres, fresh_database: DatabaseUrls
) -> None:
    """53300, by a limit on the role."""
    administrator = create_engine(postgres.url(SUPERUSER, "postgres"))
    await execute(administrator, "CREATE ROLE limited LOGIN CONNECTION LIMIT 1")
    engine = create_engine(fresh_database.owner.replace("duetime_owner", "limited"), pool_size=2)
    async with transaction(engine, SYSTEM):
        with pytest.raises(Unavailable):
            await execute(engine, "SELECT 1")
    await engine.dispose()
    await execute(administrator, "DROP ROLE limited")
    await administrator.dispose()


async def test_a_lock_held_by_another_is_a_reason_to_try_again(
    owned: AsyncEngine, fresh_database: DatabaseUrls
) -> None:
    """55P03."""
    impatient = create_engine(fresh_database.owner, lock_timeout="50ms")
    async with transaction(owned, SYSTEM) as holder:
        await holder.execute(text("UPDATE parent SET size = 2 WHERE id = 1"))
        with pytest.raises(Unavailable):
            await execute(impatient, "UPDATE parent SET size = 3 WHERE id = 1")
    await impatient.dispose()
