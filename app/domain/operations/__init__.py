"""The running service (chapter 5): what happens to it, as facts, and what those add up to. Who may record them, the
shell settles; where a second person has to decide, that is settled here.

- `outage_facts`, `outages`, `outage_decisions`: an outage from its beginning to its end, what of it is claimed not to
  count, and the customer's proof of the contrary.
- `maintenance_facts`, `maintenance_periods`, `maintenance_decisions`: planned work, as announced and as done.
"""
