"""How far a long command is: a bar on a terminal, a line now and then anywhere else. On stderr, apart from results."""

import sys
from time import monotonic
from typing import Final, TextIO

WIDTH: Final = 30
REDRAWN_EVERY: Final = 0.1
SAID_EVERY: Final = 5.0


class Progress:
    def __init__(self, total: int, unit: str, stream: TextIO | None = None) -> None:
        self.done = 0
        self._total = total
        self._unit = unit
        self._stream = stream or sys.stderr
        self._bar = self._stream.isatty()
        self._began = self._shown_at = monotonic()

    def advance(self, by: int) -> None:
        self.done += by
        now = monotonic()
        if now - self._shown_at >= (REDRAWN_EVERY if self._bar else SAID_EVERY):
            self._shown_at = now
            self._show(now)

    def finish(self) -> None:
        """Leaves the bar as it is, on a line of its own."""
        if self._bar:
            self._show(monotonic())
            self._stream.write("\n")
            self._stream.flush()

    def _show(self, now: float) -> None:
        line = f"{self.done:,} of {self._total:,} {self._unit}, {self._percent} %{self._left(now)}"
        if self._bar:
            full = WIDTH * self._percent // 100
            line = f"\r[{'#' * full}{'.' * (WIDTH - full)}] {line}\033[K"
        self._stream.write(line if self._bar else f"{line}\n")
        self._stream.flush()

    @property
    def _percent(self) -> int:
        """100 only when all is done; what came in meanwhile does not make it more."""
        return 100 if self.done >= self._total else 100 * self.done // self._total

    def _left(self, now: float) -> str:
        if not self.done or self.done >= self._total:
            return ""
        seconds = (now - self._began) / self.done * (self._total - self.done)
        return f", {seconds:,.0f} s left"
