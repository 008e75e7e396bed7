"""What the owner of a subscription reads when it is suspended, in Dutch and English: why, and how to go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.explanation.words import Language
from app.domain.notifications.wording import MailText


@dataclass(frozen=True, kw_only=True)
class SuspensionNews:
    """`host`: of its sink; `since`: a local time; `status` and `fault`: of the last attempt. `link` is where it is."""

    name: str
    host: str
    since: str
    attempts: int
    status: int | None
    fault: str | None
    undelivered: int
    kept_days: int
    link: str


@dataclass(frozen=True, kw_only=True)
class SuspensionWords:
    subject: str
    text: str
    answered: str
    fault: Mapping[str, str]
    unknown: str


_ENGLISH: Final = SuspensionWords(
    subject="Suspended: no events go to {host} any more",
    text=(
        "The subscription “{name}” is suspended: no events go to {host} any more.\n"
        "\n"
        "Why: since {since} nothing was taken there, in {attempts} attempts. The last one: {fault}.\n"
        "\n"
        "Not delivered so far: {undelivered}. What happens meanwhile is put by, too, for {kept_days} days; nothing of"
        " it is sent by itself.\n"
        "\n"
        "To go on, once events are taken there again:\n"
        '1. PATCH {link} {{"state": "active"}}\n'
        '2. POST {link}/replays {{"undelivered": true}} sends what was not delivered\n'
        "\n"
        "What each attempt came to: {link}/deliveries\n"
    ),
    answered="it was answered with status {status}",
    fault={
        "redirect": "it was answered with a redirect (status {status}), which is not followed",
        "timeout": "there was no answer in time",
        "name_not_found": "the name of the host was not found",
        "forbidden_address": "the host is at an address to which nothing is sent",
        "not_reached": "the host was not reached",
        "tls": "the TLS connection failed, for instance for its certificate",
        "broken_off": "the connection was broken off",
    },
    unknown="it was not taken",
)

_DUTCH: Final = SuspensionWords(
    subject="Opgeschort: er gaan geen gebeurtenissen meer naar {host}",
    text=(
        "Het abonnement ‘{name}’ is opgeschort: er gaan geen gebeurtenissen meer naar {host}.\n"
        "\n"
        "Waarom: sinds {since} is daar niets aangenomen, in {attempts} pogingen. De laatste: {fault}.\n"
        "\n"
        "Tot nu toe niet bezorgd: {undelivered}. Ook wat er intussen gebeurt, wordt {kept_days} dagen bewaard; vanzelf"
        " wordt daar niets van verstuurd.\n"
        "\n"
        "Verder gaan, zodra daar weer gebeurtenissen worden aangenomen:\n"
        '1. PATCH {link} {{"state": "active"}}\n'
        '2. POST {link}/replays {{"undelivered": true}} verstuurt wat niet is bezorgd\n'
        "\n"
        "Wat er van elke poging is geworden: {link}/deliveries\n"
    ),
    answered="er werd geantwoord met status {status}",
    fault={
        "redirect": "er werd geantwoord met een doorverwijzing (status {status}), die niet wordt gevolgd",
        "timeout": "er kwam niet op tijd antwoord",
        "name_not_found": "de naam van de host is niet gevonden",
        "forbidden_address": "de host staat op een adres waar niets heen gaat",
        "not_reached": "de host was niet bereikbaar",
        "tls": "de TLS-verbinding mislukte, bijvoorbeeld om het certificaat",
        "broken_off": "de verbinding is verbroken",
    },
    unknown="het werd niet aangenomen",
)

WORDS: Final[Mapping[Language, SuspensionWords]] = {Language.ENGLISH: _ENGLISH, Language.DUTCH: _DUTCH}


def suspended(told: SuspensionNews, language: Language) -> MailText:
    words = WORDS[language]
    usual = words.unknown if told.status is None else words.answered
    fault = words.fault.get(told.fault or "", usual).format(status=told.status)
    said = {**vars(told), "fault": fault}
    return MailText(subject=words.subject.format(host=told.host), text=words.text.format(**said), link=told.link)
