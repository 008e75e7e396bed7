"""`duetime`: what is asked of a running service starts in a tenth of the time, without the rest of the house."""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

DAILY: Final = frozenset({"why", "status", "tickets"})


def main(arguments: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    commands = import_module("app.cli.daily.asking" if given and given[0] in DAILY else "app.cli.commands")
    try:
        code = commands.run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # such as `| head`: whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    else:
        return code
