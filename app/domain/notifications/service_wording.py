"""What customers read of the running service, and the vendor's managers of its promises, in Dutch and English.

A customer reads the names of its own instances and of nobody's else; what people wrote of an event stays where it is,
since it may name others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.backlog.item_facts import BacklogItemState
from app.domain.explanation.words import Language
from app.domain.notifications.wording import MailText


class ServiceNewsKind(StrEnum):
    DISRUPTION = "disruption"
    DISRUPTION_OVER = "disruption_over"
    MAINTENANCE = "maintenance"
    MAINTENANCE_EXTENDED = "maintenance_extended"
    MAINTENANCE_CANCELLED = "maintenance_cancelled"
    LEAK = "leak"
    NO_LEAK = "no_leak"
    NOBODY_TOLD = "nobody_told"
    NOBODY_TOLD_OF_NONE = "nobody_told_of_none"
    RELEASE = "release"
    BREACH = "breach"
    NO_BREACH = "no_breach"
    ITEM_MOVED = "item_moved"


@dataclass(frozen=True, kw_only=True)
class ServiceNews:
    """`what`: names of instances, of a version, a customer, a promise or a bug. `since` and `until` are local times.
    `tickets`: the numbers of those that it is about; `state`: where the bug stands.
    """

    kind: ServiceNewsKind
    what: Sequence[str]
    link: str
    since: str = ""
    until: str = ""
    state: BacklogItemState | None = None
    tickets: Sequence[str] = ()


@dataclass(frozen=True)
class NewsWords:
    subject: str
    text: str


_ENGLISH: Final[Mapping[ServiceNewsKind, NewsWords]] = {
    ServiceNewsKind.DISRUPTION: NewsWords(
        "Disruption: {what}", "{what}: cannot be used, since {since}. You are told when it is over."
    ),
    ServiceNewsKind.DISRUPTION_OVER: NewsWords(
        "Disruption over: {what}", "{what}: could not be used from {since} until {until}."
    ),
    ServiceNewsKind.MAINTENANCE: NewsWords("Maintenance: {what}", "{what}: maintenance from {since} until {until}."),
    ServiceNewsKind.MAINTENANCE_EXTENDED: NewsWords(
        "Maintenance takes longer: {what}", "{what}: the maintenance from {since} takes until {until}."
    ),
    ServiceNewsKind.MAINTENANCE_CANCELLED: NewsWords(
        "Maintenance cancelled: {what}", "{what}: the maintenance from {since} until {until} is cancelled."
    ),
    ServiceNewsKind.LEAK: NewsWords(
        "Data leak: {what}", "A leak of data has been established that hits {what}. What is known of it is kept here:"
    ),
    ServiceNewsKind.NO_LEAK: NewsWords(
        "No data leak: {what}", "What you were told of as a leak of data of {what} turns out to be none."
    ),
    ServiceNewsKind.NOBODY_TOLD: NewsWords(
        "Nobody told of a data leak: {what}",
        "{what} is hit by a data leak, and has neither a confirmed contact for it nor a registrant. Tell it otherwise.",
    ),
    ServiceNewsKind.NOBODY_TOLD_OF_NONE: NewsWords(
        "No data leak: {what}",
        "The data leak of which {what} could not be told turns out to be none. Whoever was told otherwise is to know.",
    ),
    ServiceNewsKind.RELEASE: NewsWords("Release: {what}", "There is a new version: {what}. Its notes:"),
    ServiceNewsKind.BREACH: NewsWords("Promise broken: {what}", "{what}: the time for it passed at {since}."),
    ServiceNewsKind.NO_BREACH: NewsWords(
        "Promise not broken: {what}", "{what}: it turns out that its time, at {since}, was not missed."
    ),
    ServiceNewsKind.ITEM_MOVED: NewsWords(
        "{what} is {state}", "{what} is {state}. The step of your ticket does not change by it: {tickets}."
    ),
}

_DUTCH: Final[Mapping[ServiceNewsKind, NewsWords]] = {
    ServiceNewsKind.DISRUPTION: NewsWords(
        "Storing: {what}", "{what}: niet te gebruiken, sinds {since}. U krijgt bericht als het voorbij is."
    ),
    ServiceNewsKind.DISRUPTION_OVER: NewsWords(
        "Storing voorbij: {what}", "{what}: niet te gebruiken geweest van {since} tot {until}."
    ),
    ServiceNewsKind.MAINTENANCE: NewsWords("Onderhoud: {what}", "{what}: onderhoud van {since} tot {until}."),
    ServiceNewsKind.MAINTENANCE_EXTENDED: NewsWords(
        "Onderhoud duurt langer: {what}", "{what}: het onderhoud van {since} duurt tot {until}."
    ),
    ServiceNewsKind.MAINTENANCE_CANCELLED: NewsWords(
        "Onderhoud vervalt: {what}", "{what}: het onderhoud van {since} tot {until} gaat niet door."
    ),
    ServiceNewsKind.LEAK: NewsWords(
        "Datalek: {what}", "Er is een datalek vastgesteld dat {what} treft. Wat erover bekend is, staat hier:"
    ),
    ServiceNewsKind.NO_LEAK: NewsWords(
        "Geen datalek: {what}", "Wat u als datalek bij {what} is gemeld, blijkt er geen te zijn."
    ),
    ServiceNewsKind.NOBODY_TOLD: NewsWords(
        "Niemand bereikt over een datalek: {what}",
        "{what} is getroffen door een datalek, en heeft er geen bevestigd contact voor en geen registrator. Laat het"
        " langs een andere weg weten.",
    ),
    ServiceNewsKind.NOBODY_TOLD_OF_NONE: NewsWords(
        "Geen datalek: {what}",
        "Het datalek waarover {what} niet te bereiken was, blijkt er geen te zijn. Wie het langs een andere weg hoorde,"
        " hoort dit ook te weten.",
    ),
    ServiceNewsKind.RELEASE: NewsWords("Release: {what}", "Er is een nieuwe versie: {what}. De notities:"),
    ServiceNewsKind.BREACH: NewsWords(
        "Toezegging niet gehaald: {what}", "{what}: de tijd ervoor verstreek op {since}."
    ),
    ServiceNewsKind.NO_BREACH: NewsWords(
        "Toezegging toch gehaald: {what}", "{what}: de tijd ervoor, op {since}, blijkt niet te zijn overschreden."
    ),
    ServiceNewsKind.ITEM_MOVED: NewsWords(
        "{what} is {state}", "{what} is {state}. De stap van uw ticket verandert daar niet door: {tickets}."
    ),
}
_STATES: Final[Mapping[Language, Mapping[BacklogItemState, str]]] = {
    Language.ENGLISH: {
        BacklogItemState.OPEN: "open",
        BacklogItemState.IN_PROGRESS: "in progress",
        BacklogItemState.SOLVED: "solved",
        BacklogItemState.RELEASED: "released",
        BacklogItemState.REJECTED: "rejected",
    },
    Language.DUTCH: {
        BacklogItemState.OPEN: "open",
        BacklogItemState.IN_PROGRESS: "in behandeling",
        BacklogItemState.SOLVED: "opgelost",
        BacklogItemState.RELEASED: "uitgebracht",
        BacklogItemState.REJECTED: "afgewezen",
    },
}
SERVICE_WORDS: Final[Mapping[Language, Mapping[ServiceNewsKind, NewsWords]]] = {
    Language.ENGLISH: _ENGLISH,
    Language.DUTCH: _DUTCH,
}


def about_service(news: ServiceNews, language: Language) -> MailText:
    words, what = SERVICE_WORDS[language][news.kind], ", ".join(news.what)
    state = "" if news.state is None else _STATES[language][news.state]
    said = {"what": what, "since": news.since, "until": news.until, "state": state, "tickets": ", ".join(news.tickets)}
    text = words.text.format(**said)
    return MailText(subject=words.subject.format(**said), text=f"{text}\n\n{news.link}\n", link=news.link)
