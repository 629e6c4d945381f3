"""The alerts that are open, as SQL over their steps. Used by the complaints dashboard; pure text.

As the desk folds the steps of an alert (`spike.lifecycle`): its numbers are the detector's newest, and it is over once
the data resolved it, or a person closed it and it has not risen since. A test holds the two together.
"""

from __future__ import annotations

from pipeline.spike.lifecycle import PEOPLE
from pipeline.views.scope import BRANDS, UNTIL

# `course`: the detector's steps in order, `closings`: when people closed it. A rise begins where it was over before: by
# the step before, or by a person since then; with its first sign, if that is later than the end of the one before. Who
# saw a rise has it, and whoever was ever given the alert.
BEFORE = "arrayPopBack(arrayPushFront(course, course[1]))"
OVER = f"""arrayMap((one, before) -> if(before.2 = 'resolved', before.3,
            arrayMax(arrayFilter(at -> at >= before.3 AND at < one.3, closings))), course, {BEFORE})"""
RISES = """arrayFilter((one, over) -> one.1.2 = 'opened' OR (one.1.2 = 'escalated' AND over >= course[1].3),
            arrayMap((one, over) -> (one, if(over < one.4, one.4, one.3)), course, over), over)"""
ALERTS = f"""
SELECT latest AS state, told.2 AS severity, brand, topic, kind, told.3 AS observed, told.4 AS expected, owner,
    greatest(0, dateDiff('second', began, {UNTIL})) AS age, id
FROM
(
    SELECT id, argMaxIf((state, severity, observed, expected, at), sequence, sequence < {PEOPLE}) AS told,
        argMax(state, (at, sequence)) AS latest,
        maxIf(at, state = 'closed') AS closed, groupArrayIf(at, state = 'closed') AS closings,
        arraySort(groupArrayIf((sequence, state, at, first_seen), sequence < {PEOPLE})) AS course,
        {OVER} AS over, ({RISES})[-1] AS rise, rise.2 AS began,
        arraySort(groupArrayIf((sequence, at, by), state = 'acknowledged')) AS seen,
        if(countIf(state = 'assigned') > 0, argMaxIf(note, sequence, state = 'assigned'),
            arrayFirst(one -> one.2 >= rise.1.3, seen).3) AS owner, brand, topic, kind
    FROM alert_steps WHERE {BRANDS} AND at < {UNTIL} AND NOT drill
    GROUP BY id, brand, topic, kind
    HAVING countIf(sequence < {PEOPLE}) > 0 AND told.1 != 'resolved'
        AND (countIf(state = 'closed') = 0 OR (told.1 = 'escalated' AND told.5 > closed))
)
ORDER BY severity DESC, age, id LIMIT 50
"""
