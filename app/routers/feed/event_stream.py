"""Events as server-sent events (WHATWG HTML §9.2): what is there already, and then what comes, as it comes.

id: {epoch}-{position}    event: nl.duetime.ticket.decision_taken    data: the CloudEvent
event: beat     {serverTime, position}   each BEAT_SECONDS
event: reset    {position, reason}       it does not go on from where it was asked to, or was, but from here
event: end      {reason}                 shutdown, or the credential no longer holds
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Final

from pydantic_core import to_json
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.clock import Clock
from app.domain.actor import Actor
from app.domain.feed.entries import FeedEvent
from app.domain.feed.places import FeedPlace
from app.errors import Forbidden, ServiceError, Unauthenticated, Unavailable
from app.feed.cloud_events import Naming, as_json, cloud_event
from app.feed.streaming import FeedStreams, Listener

MEDIA_TYPE: Final = "text/event-stream"
BEAT_SECONDS: Final = 15.0
LOOKED_AT_EVERY: Final = 4.0
"""Seconds, for the credential."""
LAST_WORDS_SECONDS: Final = 1.0
CLOSING: Final = "duetime.closing"
"""The extension of ASGI by which our servers pass on an `asyncio.Event` that is set once they are told to stop: streams
end then, and no others begin. Of another server's stop nobody is told before it has waited for its answers.
"""
_RETRY: Final = b"retry: 2000\n\n"
_HEADERS: Final = {"Vary": "Accept", "X-Accel-Buffering": "no"}
"""Nobody on the way keeps events back until there are more of them (nginx)."""


class EndReason(StrEnum):
    """Why a stream ends that its reader did not leave."""

    SHUTDOWN = "shutdown"
    CREDENTIAL = "credential"


class EventStream(Response):
    """An answer that goes on. It works with the database for moments, and takes none of the caller's turns.

    `look_again` raises Unauthenticated or Forbidden once the caller may no longer read this.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        streams: FeedStreams,
        listener: Listener,
        actor: Actor,
        naming: Naming,
        *,
        clock: Clock,
        look_again: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["Content-Length"]
        self.streams = streams
        self.listener = listener
        self.actor = actor
        self.naming = naming
        self.clock = clock
        self.look_again = look_again

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        closing: asyncio.Event = scope.get("extensions", {}).get(CLOSING) or asyncio.Event()
        if closing.is_set():
            raise Unavailable("The service is about to stop. Try again.")
        with self.streams.admit(self.actor):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["state"].get("bodiless"):
                await send({"type": "http.response.body", "body": b""})
                return
            ended = asyncio.get_running_loop().create_future()
            sending = asyncio.create_task(self._send(send, ended))
            watching = asyncio.create_task(self._watch(closing, ended))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({sending, watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    await asyncio.wait({sending, leaving}, timeout=LAST_WORDS_SECONDS)
            finally:
                self.streams.leave(self.listener)
                for task in (sending, watching, leaving):
                    task.cancel()
                await asyncio.gather(sending, watching, leaving, return_exceptions=True)

    async def _send(self, send: Send, ended: "asyncio.Future[EndReason]") -> None:
        await send({"type": "http.response.body", "body": _RETRY, "more_body": True})
        async for frame in self._frames(ended):
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        last = _frame("end", {"reason": ended.result()})
        await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _watch(self, closing: asyncio.Event, ended: "asyncio.Future[EndReason]") -> None:
        closed = asyncio.create_task(closing.wait())
        try:
            while not ended.done():
                done, _ = await asyncio.wait({closed}, timeout=LOOKED_AT_EVERY)
                if done:
                    ended.set_result(EndReason.SHUTDOWN)
                elif not await self._still_holds():
                    ended.set_result(EndReason.CREDENTIAL)
        finally:
            closed.cancel()
            self.listener.stirred.set()

    async def _still_holds(self) -> bool:
        """True also while nobody can tell, for the database is away; then there is nothing to be told either."""
        with suppress(ServiceError):
            try:
                await self.look_again()
            except (Unauthenticated, Forbidden):
                return False
        return True

    async def _frames(self, ended: "asyncio.Future[EndReason]") -> AsyncGenerator[bytes]:
        listener = self.listener
        if listener.reset is not None:
            yield self._reset()
        while not ended.done():
            try:
                page = await self.streams.page(listener)
            except ServiceError:  # the database is away
                await asyncio.wait({ended}, timeout=1.0)
                continue
            if listener.reset is not None:
                yield self._reset()
            if page is not None:
                for each in self._told(page.events):
                    yield each
                continue
            async for frame in self._live(ended):
                yield frame

    async def _live(self, ended: "asyncio.Future[EndReason]") -> AsyncGenerator[bytes]:
        """Until it ends, or has to be read from elsewhere."""
        listener = self.listener
        yield self._beat()
        while not ended.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await listener.stirred.wait()
            listener.stirred.clear()
            if listener.reset is not None:
                yield self._reset()
                return
            if not listener.queue and not ended.done():
                yield self._beat()
            while listener.queue:
                for each in self._told([listener.queue.popleft()]):
                    yield each

    def _told(self, events: Iterable[FeedEvent]) -> Iterable[bytes]:
        for each in events:
            place = FeedPlace(self.listener.place.epoch, each.entry.position)
            made = cloud_event(each, self.naming, full=False)
            yield b"id: %s\nevent: %s\ndata: %s\n\n" % (str(place).encode(), made.type.encode(), as_json(made))

    def _beat(self) -> bytes:
        """With the id of its place: whoever wants few of the events comes back from not far."""
        place = str(self.listener.place)
        said = {"serverTime": self.clock(), "position": place}
        return b": beat\nid: %s\n%s" % (place.encode(), _frame("beat", said))

    def _reset(self) -> bytes:
        place, reason = self.listener.place, self.listener.reset
        self.listener.reset = None
        return b"id: %s\n%s" % (str(place).encode(), _frame("reset", {"position": str(place), "reason": reason}))


def _frame(event: str, said: Mapping[str, object]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (event.encode(), to_json(said))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
