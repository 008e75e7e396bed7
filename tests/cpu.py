"""How much CPU time something takes, in seconds."""

import gc
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class CpuTime:
    seconds: float = 0.0


@contextmanager
def cpu_time() -> Generator[CpuTime]:
    """Of what is done within. Without the garbage collector, which now and then goes through all that thousands of
    tests have made, for more than a second: `duetime serve` spares what stays.
    """
    taken = CpuTime()
    gc.disable()
    began = time.process_time()
    try:
        yield taken
    finally:
        taken.seconds = time.process_time() - began
        gc.enable()
