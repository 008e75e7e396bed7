"""How a run is asked for."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.http.scenarios import SCENARIOS

QUICK: Final[Mapping[str, int | float]] = {"rounds": 1, "seconds": 0.6, "tickets": 5_000, "counted": 100, "seen": 450}


def options(described: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.http", description=described)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each turn")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--tickets", type=int, default=10_000, help="that are there already")
    parser.add_argument("--closed", type=int, default=85, help="percent of them")
    parser.add_argument("--seen", type=int, default=4_500, help="looks before later ones are measured")
    parser.add_argument("--counted", type=int, default=500, help="requests whose statements and WAL are counted")
    parser.add_argument("--only", type=_known, default=list(SCENARIOS), help=f"of {', '.join(SCENARIOS)}, status")
    parser.add_argument("--quick", action="store_true", help="in about a minute, and it never fails")
    chosen = parser.parse_args()
    if chosen.quick:
        vars(chosen).update(QUICK)
    return chosen


def _known(names: str) -> Sequence[str]:
    chosen = names.split(",")
    if unknown := [each for each in chosen if each not in {*SCENARIOS, "status"}]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}")
    return chosen
