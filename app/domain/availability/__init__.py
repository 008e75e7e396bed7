"""How available an instance was, and why that is the figure. Pure functions over folded outages and maintenance.

- `stretches`: what they are asked for: an instance, a period, stretches of time.
- `exclusions`: what keeps an outage from counting, as whole microseconds.
- `sweep`: cuts a period into stretches of one kind, without gap or overlap.
- `recorded`: what was recorded of an instance, and the course of a period by that.
- `timeline`: its stretches with moments; `timeline_picture` draws them.
- `availability`: the figures.
- `availability_explanation`: how they come about, in the `availability_words` of a language.
- `availability_page`: that, or a timeline, as plain text.
"""
