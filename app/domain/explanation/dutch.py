"""The words of an explanation, in Dutch: the agreement's own where it has one. The names of the holidays it excludes
come with the agreement.
"""

from app.domain.agreement.measures import Unit
from app.domain.explanation.lines import LineKind
from app.domain.explanation.records import Happening
from app.domain.explanation.words import (
    Language,
    LineWords,
    Nouns,
    PageWords,
    PictureWords,
    RemarkWords,
    SentenceWords,
    Words,
)
from app.domain.tickets.stopwatch import PauseReason
from app.domain.vocabulary import Cause, ClockName, ClockState, Kind, Priority, ServiceLevel

NOUNS = Nouns(
    weekdays=("ma", "di", "wo", "do", "vr", "za", "zo"),
    months=("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    unit={Unit.HOURS: ("uur", "uur"), Unit.DAYS: ("werkdag", "werkdagen")},
    hours="uur",
    minutes="min",
    seconds="s",
    decimal_mark=",",
    conjunction="en",
    kind={
        Kind.INCIDENT: "een incident",
        Kind.INFORMATION_REQUEST: "een informatieverzoek",
        Kind.SERVICE_REQUEST: "een serviceverzoek",
        Kind.ENHANCEMENT_REQUEST: "een enhancement verzoek",
        Kind.CHANGE: "een wijziging",
    },
    priority={Priority.HIGH: "hoog", Priority.NORMAL: "normaal", Priority.LOW: "laag"},
    level={ServiceLevel.STANDARD: "Standaard", ServiceLevel.EXTENDED: "Extended"},
    cause={
        Cause.VENDOR_SOFTWARE: "de software van de leverancier",
        Cause.CONFIGURATION: "de configuratie",
        Cause.CUSTOMER_INFRASTRUCTURE: "de infrastructuur van de klant",
        Cause.THIRD_PARTY: "een derde partij",
    },
    holiday={},
)

LINE = LineWords(
    business_days="{count} werkdagen",
    pause={
        PauseReason.INFORMATION_REQUESTED: "klant: wachten op informatie",
        PauseReason.CUSTOMER_RESPONSIBLE: "klant: verantwoordelijk voor de stap",
        PauseReason.SOLVED: "niemand: opgelost, tot de heropening",
    },
)

SENTENCE = SentenceWords(
    subject="{kind} met prioriteit {priority} op serviceniveau {level}",
    promised={
        ClockName.RESPONSE: "De reactie op {subject} is toegezegd binnen {target}{measure} ({clause}).",
        ClockName.RESOLUTION: "De oplossing van {subject} is toegezegd binnen {target}{measure} ({clause}).",
    },
    own_figure="§{section}, afgesproken met deze klant",
    in_hours=" supporttijd",
    in_days=", waarbij een werkdag telt voor {length} supporttijd",
    best_effort={
        ClockName.RESPONSE: "De reactie op {subject} is best effort: de overeenkomst noemt geen termijn ({sections}).",
        ClockName.RESOLUTION: "De oplossing van {subject} is best effort: de overeenkomst noemt geen termijn "
        "({sections}).",
    },
    not_the_cause="Voor dit ticket geldt geen oplostijd: de oorzaak ligt bij {cause}, en de leverancier is alleen "
    "verantwoordelijk voor problemen die door zijn eigen software worden veroorzaakt (§{section}).",
    hosted="Voor dit ticket geldt geen oplostijd: de oorzaak ligt bij {cause}, waarvoor de klant zelf "
    "verantwoordelijk is (§{section}).",
    not_covered=(
        (
            "Voor dit ticket geldt geen oplostijd: wat is gemeld, wordt niet door support behandeld (§{section}); "
            "werkzaamheden buiten support worden vooraf afgestemd en in rekening gebracht (§{charged_by})."
        ),
        (
            "Voor dit ticket geldt geen oplostijd: wat is gemeld, loopt via consultancy en niet via support "
            "(§{section}); dat wordt vooraf afgestemd en in rekening gebracht (§{charged_by})."
        ),
    ),
    contradicted="De tijdelijke oplossing (workaround) van {given} hield geen stand, zo bleek op {at}: zij was geen "
    "oplossing (§{section}), en de tijd telt alsof zij niet was gegeven.",
    contradicted_by_reopening="Het ticket is op {at} heropend, zodat de tijdelijke oplossing (workaround) van {given} "
    "geen oplossing was (§{section}): de tijd telt alsof zij niet was gegeven, zonder die tussen oplossing en "
    "heropening.",
    not_started="Er loopt nog geen termijn: het ticket is gesignaleerd maar nog niet officieel geregistreerd, en de "
    "reactie- en oplostijden gelden vanaf de registratie (§{section}).",
    counted="Gerekend vanaf {start} ({zone}) binnen de supporttijden {hours}{except_for}, ",
    not_counting=", met uitzondering van {items}",
    holiday="{name} ({days})",
    closing_day=("{name} (sluitingsdag, {days})", "{name} (sluitingsdagen, {days})"),
    days="{first} t/m {last}",
    pause={
        PauseReason.INFORMATION_REQUESTED: "{time} wachten op informatie van de klant",
        PauseReason.CUSTOMER_RESPONSIBLE: "{time} waarin de klant verantwoordelijk was voor de stap",
        PauseReason.SOLVED: "{time} tussen oplossing en heropening",
    },
    due="verloopt de termijn op {due}.",
    was_due="was het uiterste moment {due}.",
    no_due="is {elapsed} verbruikt en resteert nog {left}.",
    paused="De klok staat stil sinds {since}, omdat {waiting}{so}.",
    waiting={
        PauseReason.INFORMATION_REQUESTED: "op informatie van de klant wordt gewacht",
        PauseReason.CUSTOMER_RESPONSIBLE: "de klant verantwoordelijk is voor de huidige stap",
        PauseReason.SOLVED: "het ticket is opgelost",
    },
    due_unknown=": wanneer de termijn verloopt, is pas bekend als de klok weer loopt",
    stays_breached="; de termijn blijft overschreden",
    also_promised="§{section} noemt ook een termijn van {target}; de vroegste is bepalend.",
    also_due="§{section} noemt ook een termijn van {target}, dus uiterlijk {due}; de vroegste is bepalend.",
    left="De klok loopt; er resteert nog {left}.",
    passed="Het uiterste moment is verstreken: de termijn is overschreden{late}.",
    passed_by=", tot nu toe met {late} supporttijd",
    reassessed="De prioriteit ging op {at} van {before} naar {after} (§{section}); de termijn telt alsof dat vanaf de "
    "registratie gold.",
    overtaken="De prioriteit ging op {at} van {before} naar {after} (§{section}); de nieuwe termijn telt vanaf de "
    "registratie en was op dat moment al verstreken.",
    stopped={
        ClockName.RESPONSE: "De leverancier is op {stopped} met het onderzoek begonnen, na {elapsed} "
        "supporttijd{verdict}.",
        ClockName.RESOLUTION: "Het ticket is op {stopped} opgelost, na {elapsed} supporttijd{verdict}.",
    },
    workaround="Op {stopped} is een tijdelijke oplossing (workaround) gegeven, die als oplossing telt (§{section}), na "
    "{elapsed} supporttijd{verdict}.",
    in_time=": op tijd",
    late_by=": {late} te laat",
    late_by_less_than_a_second=": minder dan een seconde te laat",
    late_after_hours=": te laat, al was er sinds het uiterste moment geen supporttijd verstreken",
    so_far="Sinds {start} ({zone}) is {elapsed} supporttijd verstreken{except_for}.",
)

REMARK = RemarkWords(
    happening={
        Happening.REGISTERED: "de registratie",
        Happening.INVESTIGATED: "het begin van het onderzoek",
        Happening.ASKED: "de vraag aan de klant",
        Happening.ANSWERED: "het antwoord van de klant",
        Happening.HANDED_OVER: "de overdracht aan de klant",
        Happening.RESUMED: "het einde van de pauze",
        Happening.SOLVED: "de oplossing",
        Happening.WORKED_AROUND: "de tijdelijke oplossing (workaround)",
        Happening.REOPENED: "de heropening",
        Happening.CONTRADICTED: "de melding dat de tijdelijke oplossing geen stand hield",
        Happening.EXCUSED: "het vaststellen van de oorzaak",
        Happening.REASSESSED: "de nieuwe prioriteit",
        Happening.RECLASSIFIED: "de gecorrigeerde classificatie",
        Happening.CALENDAR_REVISED: "de gewijzigde sluitingsdagen",
    },
    act="{what} op {at}",
    act_recorded="{what} op {at} (vastgelegd {recorded})",
    late="{what} op {at} is later vastgelegd, op {recorded}.",
    late_together="Later vastgelegd dan gebeurd: {items}.",
    more="nog {count}",
    warned="Op {announced} is gemeld dat driekwart van de tijd verstreken was.",
    announced="De overschrijding is op {announced} gemeld.",
    withdrawn="Op {announced} is gemeld dat de termijn (uiterlijk {due}) was overschreden; dat is op {withdrawn} "
    "ingetrokken{because}.",
    because=" vanwege {what}",
)

PAGE = PageWords(
    clock={ClockName.RESPONSE: "Reactietijd", ClockName.RESOLUTION: "Oplostijd"},
    state={
        ClockState.NOT_STARTED: "niet gestart",
        ClockState.RUNNING: "loopt",
        ClockState.PAUSED: "gepauzeerd",
        ClockState.MET: "gehaald",
        ClockState.BREACHED: "overschreden",
        ClockState.NOT_APPLICABLE: "niet van toepassing",
        ClockState.BEST_EFFORT: "best effort",
    },
    due="Uiterlijk",
    no_due="geen termijn",
    due_unknown="niet bekend zolang de klok stilstaat",
    promised="Toegezegd",
    registered="Geregistreerd",
    stopped="Gestopt",
    stopped_before_due="{stopped} (de tabel loopt door tot de termijn)",
    paused_since="Stil sinds",
    support_hours="Supporttijden",
    revisions="Versies",
    revision_of="overeenkomst {agreement}, kalender {calendar}",
    from_at="Vanaf",
    counted="Geteld",
    what="Wat",
    kind={
        LineKind.COUNTED: "telt mee",
        LineKind.OUTSIDE_HOURS: "buiten de supporttijden",
        LineKind.WEEKEND: "weekend",
        LineKind.HOLIDAY: "feestdag",
        LineKind.PAUSED: "gepauzeerd",
    },
    closing_day="sluitingsdag",
    line="{kind}: {reason}",
    pause="{kind}, {time} telt niet mee ({reason})",
    due_here="uiterlijk",
    up_to_here="tot hier",
    preview="Voorbeeld",
)

PICTURE = PictureWords(
    about="Een tijdlijn van {start} tot {end}. {sentence}",
    started="geregistreerd",
    stopped="gestopt",
    paused_since="staat stil sinds",
    now="nu",
    kind={
        LineKind.COUNTED: "supporttijd, telt mee",
        LineKind.OUTSIDE_HOURS: "gesloten",
        LineKind.WEEKEND: "weekend",
        LineKind.HOLIDAY: "feestdag",
        LineKind.PAUSED: "gepauzeerd",
    },
)

DUTCH = Words(
    language=Language.DUTCH,
    nouns=NOUNS,
    line=LINE,
    sentence=SENTENCE,
    remark=REMARK,
    page=PAGE,
    picture=PICTURE,
)
