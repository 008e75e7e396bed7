"""Why a clock is due when it is, for people. Nothing here decides anything: it retells what the clocks did.

- `explaining`: `explain` and `explain_preview` make an `Explanation` of a ticket's clock, or of a promise to nobody.
- `case`: a clock with all that this goes by.
- `lines`: the stretches from registration to due time, without words.
- `records`: what was recorded late and which breaches were announced, without words; `remarks`: those in sentences.
- `sentence`: all of it in a few sentences; `page`: the same as a page of plain text.
- `words`: what a language has to say, as one table; `english` and `dutch` are those tables.
- `phrasing`: how moments, lengths of time and figures are put in any of them.
"""
