"""A service that runs, asked over HTTP: where it is, with which key, and what it refuses."""

import argparse
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx

from app.cli.banner import recall
from app.settings import Settings, reachable_at

TIMEOUT_SECONDS: Final = 30
UNKNOWN: Final = 3
"""Exit code for "it cannot be told", as monitoring plugins have it."""
NOT_FOUND: Final = 404
JSON: Final = "application/json"
TEXT: Final = "text/plain"


class CannotAskError(Exception):
    """Whoever asked is told why, with exit code 3: nothing is known of what they asked."""


class NothingThereError(CannotAskError):
    """It answers that there is no such thing, or that it is not this key's to see."""


@dataclass(frozen=True)
class RunningService:
    """`url` is without /v1. `language` is a range of Accept-Language."""

    url: str
    key: str = field(repr=False)
    language: str = "en"

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """By the options, the environment, or the notes of a service that was started in this folder.

        Raises CannotAskError without a key. The key of the notes goes to no other service.
        """
        url = options.url or os.environ.get("DUETIME_URL")
        key = options.key or os.environ.get("DUETIME_API_KEY")
        if not url:
            settings = Settings()
            url, key = (
                reachable_at(settings, settings.port).public_url,
                key or recall(settings.data_dir / "welcome.json").api_key,
            )
        if not key:
            raise CannotAskError("Give --key or DUETIME_API_KEY: the service answers nobody without a key.")
        return cls(url.rstrip("/").removesuffix("/v1"), key, language_of(os.environ))

    def get(self, path: str, query: Mapping[str, Any], form: str) -> str:
        """The answer's body, in this form. Raises CannotAskError if there is none, or a refusal;
        of an address with nothing there NothingThereError.
        """
        headers = {"Authorization": f"Bearer {self.key}", "Accept": form, "Accept-Language": self.language}
        asked = {name: value for name, value in query.items() if value is not None}
        try:
            answer = httpx.get(f"{self.url}/v1{path}", params=asked, headers=headers, timeout=TIMEOUT_SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # a key may be no ASCII
            raise CannotAskError(f"cannot ask {self.url}: {error or type(error).__name__}") from error
        if answer.status_code == NOT_FOUND:
            raise NothingThereError(f"{self.url} refused: {_refusal(answer)}")
        if not answer.is_success:
            raise CannotAskError(f"{self.url} refused: {_refusal(answer)}")
        return answer.text


def language_of(environment: Mapping[str, str]) -> str:
    """Of this terminal, as locale(7) finds it."""
    found = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    word = found.partition(".")[0].partition("_")[0]
    return word if word.isalpha() and word.isascii() and word not in {"C", "POSIX"} else "en"


def _refusal(answer: httpx.Response) -> str:
    """A problem's own words, with its faults; or only the status, of whoever else answered."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        problem = answer.json()
        faults = "; ".join(f"{each['pointer']}: {each['detail']}" for each in problem.get("errors", ()))
        return f"{faults or problem['detail']} ({answer.status_code} {problem['title']})"
    return f"{answer.status_code} {answer.reason_phrase}".rstrip()
