"""How available an instance was, and why that is the figure (§5.2). Pure functions over folded outages and maintenance.

- `stretches`: what they are asked for: an instance, a period, stretches of time.
- `exclusions`: what keeps an outage from counting, as whole microseconds.
- `sweep`: cuts a period into stretches of one kind, without gap or overlap.
- `recorded`: what was recorded of an instance, and the course of a period by that.
- `timeline`: its stretches with moments; `timeline_page` and `timeline_picture` show them.
- `availability`: the figures; `availability_explanation`, `availability_page` and their `availability_words` say how
  they come about.
"""
