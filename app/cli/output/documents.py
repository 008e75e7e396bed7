"""What a command found, as one JSON document: for programs."""

import argparse
import json
import sys


def takes_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="as one JSON document")


def write_document(value: object) -> None:
    """Moments and ids as text."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")
