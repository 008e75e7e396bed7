"""Whether the numbers that are kept are those of the clocks that say how they were counted.

In one statement each, so that whoever counts meanwhile is not accused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ARRAY, Text, bindparam, text

from app.domain.attainment.outcomes import STAGES
from app.postgres.engine import Connection
from app.postgres.tables import counted_attainment, counted_standings


@dataclass(frozen=True)
class Miscount:
    """`key` by column; a customer of None: of all of them together."""

    table: str
    key: Mapping[str, Any]
    kept: int
    counted: int


async def miscounts(connection: Connection) -> Sequence[Miscount]:
    stages = {"stages": [stage.value for stage in STAGES]}
    standings = await connection.execute(_STANDINGS)
    attainment = await connection.execute(_ATTAINMENT, stages)
    return [
        *(_miscount(counted_standings.name, row) for row in standings.mappings()),
        *(_miscount(counted_attainment.name, row) for row in attainment.mappings()),
    ]


def _miscount(table: str, row: Mapping[Any, Any]) -> Miscount:
    key = dict(row)
    return Miscount(table, kept=key.pop("kept"), counted=key.pop("counted"), key=key)


_STANDINGS: Final = text("""
    WITH marks AS (
        SELECT customer_id, name, string_to_array(counted_as, ' ') AS mark FROM clocks WHERE counted_as IS NOT NULL
    ), counted AS (
        SELECT customer_id, name, mark[4] AS priority, mark[5] AS service_level, mark[2] AS state,
            nullif(mark[3], '-')::date AS warned_on, count(*)::integer AS number
        FROM marks, counting WHERE mark[1] = epoch::text GROUP BY 1, 2, 3, 4, 5, 6
    ), each AS (
        SELECT customer_id, name, priority, service_level, state, warned_on, 0 AS kept, number AS counted FROM counted
        UNION ALL SELECT NULL, name, priority, service_level, state, warned_on, 0, number FROM counted
        UNION ALL SELECT customer_id, name, priority, service_level, state, warned_on, number, 0 FROM counted_standings
    )
    SELECT customer_id, name, priority, service_level, state, warned_on,
        sum(kept)::integer AS kept, sum(counted)::integer AS counted
    FROM each GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4, 5, 6
""")
_ATTAINMENT: Final = text("""
    WITH marks AS (
        SELECT customer_id, name, string_to_array(counted_as, ' ') AS mark FROM clocks WHERE counted_as IS NOT NULL
    ), alike AS (
        SELECT customer_id, name, mark[4] AS priority, mark[5] AS service_level, mark[6]::integer AS agreement_revision,
            mark[7]::integer AS calendar_revision, mark[8]::date AS day, mark[9] AS stage,
            nullif(mark[10], '-') AS kept, count(*)::integer AS number
        FROM marks, counting WHERE mark[1] = epoch::text GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), counted AS (
        SELECT customer_id, name, priority, service_level, agreement_revision, calendar_revision, day, place, number
        FROM alike, LATERAL (
            SELECT array_position(:stages, stage) AS place
            UNION ALL SELECT cardinality(:stages) + 2 * (figure::integer - 1) + verdict::integer
            FROM unnest(string_to_array(kept, NULL)) WITH ORDINALITY AS figures (verdict, figure) WHERE verdict <> '0'
        ) AS places
    ), each AS (
        SELECT whose AS customer_id, grain, date_trunc(grain, day)::date AS begins, name, priority, service_level,
            agreement_revision, calendar_revision, place, 0 AS kept, number AS counted
        FROM counted, unnest(ARRAY['day', 'month']) AS grain, unnest(ARRAY[customer_id, NULL]) AS whose
        UNION ALL SELECT customer_id, grain, begins, name, priority, service_level, agreement_revision,
            calendar_revision, place::integer, number, 0
        FROM counted_attainment, unnest(numbers) WITH ORDINALITY AS places (number, place)
    )
    SELECT customer_id, grain, begins, name, priority, service_level, agreement_revision, calendar_revision, place,
        sum(kept)::integer AS kept, sum(counted)::integer AS counted
    FROM each GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
""").bindparams(bindparam("stages", type_=ARRAY(Text)))
