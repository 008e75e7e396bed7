"""The part of the story in which a planner has what falls due in the calendar of her phone."""

from tests.openapi.telling import Story
from tests.routers.callers import Caller


async def followed(story: Story, planner: Caller) -> None:
    of_planner = {"personId": str(planner.person.id)}
    made = await story.tell("make_calendar_feed", planner, {"includes": ["clocks"], "titles": True}, of_planner)
    at = {**of_planner, "calendarFeedId": made["id"]}
    await story.show("list_calendar_feeds", planner, "ct", of_planner)
    await story.tell("read_calendar_feed", planner, at=at)
    await story.tell("fetch_calendar", story.api.anonymous(), at={"secret": made["url"].rpartition("/")[2]})
    await story.tell("revoke_calendar_feed", planner, at=at)
