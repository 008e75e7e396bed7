"""What one act may concern: instances that there were then, in one region and at one provider (§5.1)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest

from app.domain.operations.concerning import check_concerned, check_known, existed_on
from app.domain.operations.instance_facts import Region
from app.errors import Conflict, Invalid


@dataclass(frozen=True)
class Placed:
    id: UUID
    region: Region = Region.NETHERLANDS
    provider: str = "CloudVPS"
    starts_on: date = date(2026, 6, 1)
    ends_on: date | None = None


HERE, ALSO = Placed(UUID(int=1)), Placed(UUID(int=2))
DAY = date(2026, 11, 10)


def test_no_act_touches_what_is_strictly_apart() -> None:
    check_concerned([HERE.id, ALSO.id], [HERE, ALSO], DAY)
    check_concerned([], [], DAY)
    for other in (replace(ALSO, region=Region.ABROAD, provider="Nimbus"), replace(ALSO, provider="Nimbus")):
        with pytest.raises(Conflict) as refused:
            check_concerned([HERE.id, ALSO.id], [HERE, other], DAY)
        assert refused.value.section == "5.1"


def test_an_instance_exists_from_its_first_day_to_its_last() -> None:
    ended = replace(HERE, ends_on=DAY)
    assert [existed_on(ended, date(2026, *day)) for day in ((5, 31), (6, 1), (11, 10), (11, 11))] == [
        *(False, True, True, False)
    ]
    assert existed_on(HERE, date(2100, 1, 1))


def test_all_that_is_not_there_is_named_at_once() -> None:
    late, unknown = replace(ALSO, starts_on=date(2026, 11, 11)), UUID(int=9)
    named = [unknown, HERE.id, UUID(int=8)]
    for check in (lambda: check_concerned(named, [HERE], DAY), lambda: check_known(named, [HERE])):
        with pytest.raises(Invalid) as refused:
            check()
        assert [(each.pointer, each.code) for each in refused.value.faults] == [
            ("/instanceIds/0", "unknown"),
            ("/instanceIds/2", "unknown"),
        ]
    with pytest.raises(Invalid) as refused:
        check_concerned([HERE.id, late.id], [HERE, late], DAY)
    assert [(each.pointer, each.code) for each in refused.value.faults] == [("/instanceIds/1", "not_there_then")]
