"""An item of the backlog as its facts add up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.backlog.item_facts import (
    BacklogItemEvent,
    BacklogItemFact,
    BacklogItemKind,
    BacklogItemState,
    ItemConfirmed,
    ItemCorrected,
    ItemMoved,
    ItemRegistered,
    KnownError,
    KnownErrorStated,
)
from app.domain.backlog.items import (
    BacklogItem,
    ItemChanges,
    advance_item,
    begin_item,
    changed,
    named_by,
    told_to_move,
)
from app.domain.streams import replay
from tests.organisations import MONDAY

OPEN, IN_PROGRESS, SOLVED = BacklogItemState.OPEN, BacklogItemState.IN_PROGRESS, BacklogItemState.SOLVED
MINUTE = timedelta(minutes=1)
KNOWN = KnownError(symptom="It stops.", workaround="Start it by hand.", public=True)
MADE = ItemRegistered(reference="PBI-1", title="The run stops", kind=BacklogItemKind.BUG, state=OPEN)


def event(fact: BacklogItemFact, at: Instant = MONDAY) -> BacklogItemEvent:
    return BacklogItemEvent(
        sequence=1, occurred_at=at, recorded_at=at, actor_id=uuid7(), actor_kind=ActorKind.PERSON, fact=fact
    )


def item(*facts: BacklogItemFact, at: Instant = MONDAY) -> BacklogItem:
    item_id = uuid7()
    return replay(lambda first: begin_item(item_id, first), advance_item, [event(each, at) for each in facts])


def test_it_is_what_its_facts_say_last() -> None:
    facts = (
        MADE,
        ItemCorrected(title="It halts"),
        ItemMoved(state=SOLVED, version="5.3"),
        KnownErrorStated(known_error=KNOWN),
    )
    stands = item(*facts)

    assert (stands.reference, stands.title, stands.kind) == ("PBI-1", "It halts", BacklogItemKind.BUG)
    assert (stands.state, stands.version, stands.moved_at, stands.known_error) == (SOLVED, "5.3", MONDAY, KNOWN)
    with pytest.raises(ValueError, match="begins with being registered"):
        item(ItemMoved(state=SOLVED))


def test_what_is_first_met_on_a_ticket_is_called_by_its_reference() -> None:
    assert named_by("PBI-9") == replace(MADE, reference="PBI-9", title="PBI-9")


@pytest.mark.parametrize(
    ("wanted", "facts"),
    [
        (ItemChanges(), []),
        (ItemChanges(title="The run stops", kind=BacklogItemKind.BUG, state=OPEN), []),
        (ItemChanges(title="It halts"), [ItemCorrected(title="It halts")]),
        (ItemChanges(kind=BacklogItemKind.ENHANCEMENT), [ItemCorrected(kind=BacklogItemKind.ENHANCEMENT)]),
        (ItemChanges(state=SOLVED), [ItemMoved(state=SOLVED)]),
        (ItemChanges(version="5.3"), [ItemMoved(state=OPEN, version="5.3")]),
        (ItemChanges(known_error=KNOWN), [KnownErrorStated(known_error=KNOWN)]),
    ],
)
def test_a_fact_is_what_is_not_so_already(wanted: ItemChanges, facts: list[BacklogItemFact]) -> None:
    assert changed(item(MADE), wanted) == facts


def test_a_version_stays_until_it_is_taken_away() -> None:
    solved = item(MADE, ItemMoved(state=SOLVED, version="5.3"))

    assert changed(solved, ItemChanges(state=OPEN)) == [ItemMoved(state=OPEN, version="5.3")]
    assert changed(solved, ItemChanges(clears_version=True)) == [ItemMoved(state=SOLVED)]
    assert changed(solved, ItemChanges(known_error=KNOWN)) == [KnownErrorStated(known_error=KNOWN)]


def test_what_is_told_late_does_not_move_it_back() -> None:
    solved = item(MADE, ItemMoved(state=SOLVED, version="5.3"))

    assert told_to_move(solved, IN_PROGRESS, None, MONDAY - MINUTE) is None
    assert told_to_move(solved, SOLVED, None, MONDAY) is None
    assert told_to_move(solved, OPEN, None, MONDAY) == ItemMoved(state=OPEN, version="5.3")
    assert told_to_move(solved, SOLVED, "5.4", MONDAY + MINUTE) == ItemMoved(state=SOLVED, version="5.4")


def test_what_is_said_again_holds_against_what_was_true_in_between() -> None:
    solved = item(MADE, ItemMoved(state=SOLVED, version="5.3"))
    again = told_to_move(solved, SOLVED, None, MONDAY + 2 * MINUTE)
    assert again == ItemConfirmed()

    stands = advance_item(solved, event(ItemConfirmed(), MONDAY + 2 * MINUTE))

    assert (stands.state, stands.version) == (SOLVED, "5.3")
    assert told_to_move(stands, IN_PROGRESS, None, MONDAY + MINUTE) is None
    assert told_to_move(item(MADE), OPEN, None, MONDAY) == ItemConfirmed()


def test_that_it_is_open_nobody_has_said_of_one_that_was_only_named() -> None:
    """It may have been taken up before a ticket named it, and that message comes again."""
    assert told_to_move(item(MADE), IN_PROGRESS, None, MONDAY - MINUTE) == ItemMoved(state=IN_PROGRESS)
    said = item(replace(MADE, state=SOLVED))
    assert told_to_move(said, IN_PROGRESS, None, MONDAY - MINUTE) is None
