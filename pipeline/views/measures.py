"""The measures of `pipeline.metrics` as SQL over the sums of `counted`. Used by the dashboards; pure text.

Each is an aggregate expression that answers NULL where nothing was answered. A test holds them to the Python.
"""

from __future__ import annotations

from pipeline.metrics import Z

# How much is said and how it sounds: of the words of customers, not of scores without any, nor of employees.
VOICES, SAID = "sum(voices)", "voices > 0"
POSITIVE, NEGATIVE = "sumIf(voices, sentiment = 'positive')", "sumIf(voices, sentiment = 'negative')"
UNASKED = "channel != 'survey'"


def ratio(part: str, whole: str) -> str:
    return f"{part} / nullIf({whole}, 0)"


def balance(plus: str, minus: str, n: str) -> tuple[str, str, str]:
    """Value, low, high in points."""
    value = f"(toInt64({plus}) - toInt64({minus})) / nullIf({n}, 0)"
    half = f"{Z} * sqrt(greatest(0, ({plus} + {minus}) / nullIf({n}, 0) - pow({value}, 2)) / nullIf({n}, 0))"
    low, high = f"100 * greatest(-1, {value} - {half})", f"100 * least(1, {value} + {half})"
    return f"100 * {value}", _known(low, n), _known(high, n)


def wilson(hits: str, n: str) -> tuple[str, str, str]:
    """Value, low, high of a share of 0-1."""
    p, size, z2 = ratio(hits, n), f"nullIf({n}, 0)", Z * Z
    middle = f"({p} + {z2} / (2 * {size})) / (1 + {z2} / {size})"
    half = f"{Z} / (1 + {z2} / {size}) * sqrt({p} * (1 - {p}) / {size} + {z2} / (4 * pow({size}, 2)))"
    low, high = f"greatest(0, least({p}, {middle} - {half}))", f"least(1, greatest({p}, {middle} + {half}))"
    return p, _known(low, n), _known(high, n)


def _known(bound: str, n: str) -> str:
    """greatest() and least() pass over NULL."""
    return f"if({n} > 0, {bound}, NULL)"


NET, NET_LOW, NET_HIGH = balance(POSITIVE, NEGATIVE, VOICES)
NEGATIVE_SHARE, NEGATIVE_LOW, NEGATIVE_HIGH = wilson(NEGATIVE, VOICES)
NPS, NPS_LOW, NPS_HIGH = balance("sum(promoters)", "sum(detractors)", "sum(promoters + passives + detractors)")
ENPS, ENPS_LOW, ENPS_HIGH = balance(
    "sum(staff_promoters)", "sum(staff_detractors)", "sum(staff_promoters + staff_passives + staff_detractors)"
)
CSAT, CSAT_LOW, CSAT_HIGH = wilson("sum(satisfied)", "sum(csat_answers)")
CES = ratio("sum(effort)", "sum(effort_answers)")
FRT = ratio("sum(waited)", "sum(waits)")
FCR = ratio("sum(solved_at_once)", "sum(contacted)")
AHT = ratio("sum(handling)", "sum(handled)")
VOLUNTEERED = f"sumIf(voices, {UNASKED})"
PRAISE, BLAME = (f"sumIf(voices, {UNASKED} AND sentiment = '{mood}')" for mood in ("positive", "negative"))
SURVEY_FREE = (
    f"if({VOLUNTEERED} > 0, 100 * ({PRAISE} + 2 + ({VOLUNTEERED} - {PRAISE} - {BLAME} + 2) / 2) / ({VOLUNTEERED} + 6), "
    "NULL)"
)
