"""The explanation of a term as a page of plain text, as that of a clock is: no line wider than `WIDTH`."""

from app.domain.explanation.explaining import ExplanationLine
from app.domain.explanation.lines import SECOND, LineKind
from app.domain.explanation.page import WIDTH, what, wrapped
from app.domain.explanation.phrasing import Phrasing
from app.domain.terms.explaining import TERM_WORDS, TermExplanation


def term_page(explained: TermExplanation, phrasing: Phrasing) -> str:
    """Its title and state, a row for each line, and why."""
    state = TERM_WORDS[phrasing.words.language].state[explained.state]
    is_law = not explained.section[:1].isdigit()
    heading = f"{explained.title}: {state} ({'' if is_law else '§'}{explained.section})"
    parts = ["\n".join(wrapped(part, WIDTH)) for part in (heading, explained.sentence)]
    parts[1:1] = [_table(explained, phrasing)] if explained.lines else []
    return "\n\n".join(parts) + "\n"


def _table(explained: TermExplanation, phrasing: Phrasing) -> str:
    words, end = phrasing.words.page, explained.lines[-1].until
    rows = [(phrasing.moment(each.from_at), _time(each, phrasing), what(each, phrasing)) for each in explained.lines]
    rows.append((phrasing.moment(end), "", words.due_here if explained.due_at else words.up_to_here))
    head = (words.from_at, words.counted, words.what)
    when, time = (max(len(row[column]) for row in (head, *rows)) for column in (0, 1))
    lines = [f"{row[0]:<{when}}  {row[1]:>{time}}  {row[2]}"[:WIDTH].rstrip() for row in (head, *rows)]
    return "\n".join([lines[0], f"{'-' * when}  {'-' * time}  {'-' * (WIDTH - when - time - 4)}", *lines[1:]])


def _time(line: ExplanationLine, phrasing: Phrasing) -> str:
    return phrasing.duration(line.seconds * SECOND) if line.kind is LineKind.COUNTED else ""
