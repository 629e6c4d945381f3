"""Every number of the crisis detector in one frozen value, with the reason for it.

Built in the composition root (or taken as it is) and passed down; nothing else of the detector holds a number that
somebody may want to change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikePolicy:
    bucket: int = 1  # minutes of one tick

    # the fast rule
    windows: tuple[int, ...] = (5, 10, 15, 30, 60, 120, 240)  # minutes, ending at the watermark
    open_score: float = 5.0  # held for `open_minutes` ...
    open_minutes: int = 3
    at_once_score: float = 6.0  # ... or this once
    surge_ratio: float = 1.3  # where the other items are taken to be so many times the usual, as in a campaign,
    surge_minutes: int = 8  # a score is held for longer, for chance passes and a crisis stays,
    surge_at_once: float = 1.5  # or is so much above `at_once_score`
    min_negative: int = 6
    least_minutes: int = 3  # distinct minutes with negatives among the last 15: one batch, published at once, is none
    resolve_score: float = 2.0
    resolve_windows: int = 60  # longer windows do not keep an alert open
    resolve_minutes: int = 30
    rearm_minutes: int = 240  # a rise within this long of a resolution is the same crisis come back
    volume_prior: float = 5.0  # items that hold the volume ratio at 1 where little is said
    volume_variance: float = 0.02  # of the volume of a usual day, beside what is learnt
    loud_chance: float = 0.005  # of a window within a campaign, before anything is known of it
    loud_ratio: float = 2.5  # volume of a campaign
    loud_variance: float = 0.5
    volume_margin: float = 0.5  # taken off the score for each doubling of the volume
    own_floor: float = 0.02  # scatter of anger, and of the rest, that they do not share
    own_doubt: float = 0.3  # part of the doubt in the season that the volume does not clear up

    # what is usual
    weekly_decay: float = 0.75
    learn_delay_hours: int = 2
    winsor: float = 3.0  # standard deviations that one hour may pull
    level_half_life_hours: float = 24.0
    level_prior: float = 10.0  # items that hold the level at 1
    level_bounds: tuple[float, float] = (0.5, 5.0)
    new_normal_hours: int = 24  # an alert open for longer is the new normal: learning resumes
    floor_per_hour: float = 0.1  # no series is ever expected to be quieter than this
    hour_spread: float = 0.25  # prior relative variance of an hour of the day about the mean,
    day_type_spread: float = 0.06  # of an hour of working days or weekends about that hour,
    slot_spread: float = 0.03  # of an hour of the week about that
    drift: float = 0.1  # of the rate of a series with little history, in the two hours since what is known of it
    level_spread: float = 0.05

    # how much counts scatter
    dispersion_prior: float = 0.1
    dispersion_floor: float = 0.03
    dispersion_trust: float = 0.7  # part of the learnt scatter that is not the misfit of the season, doubted already
    dispersion_weight: float = 20.0  # windows that the prior is worth
    dispersion_half_life_days: float = 14.0

    # with little history
    cold_hours: int = 24  # covered hours under which an alert says that it is of low confidence
    cold_minutes: int = 2  # for which a score is held then, whatever the others do: such an alert must not be late
    least_hours: float = 1.5  # covered hours under which nothing is said at all
    cold_gap_minutes: int = 15  # the newest minutes, left out of what little history there is

    # the slow rule, judged on the hour
    slow_windows: tuple[int, ...] = (6, 12, 24)  # hours
    slow_score: float = 4.0
    slow_ratio: float = 1.6
    slow_hours: int = 2  # hours in a row
    slow_dispersion: float = 0.02  # scatter of such long sums: what the level and the season do not know
    fall_score: float = 4.5
    fall_share: float = 1.5  # share of negatives against the usual share
    fall_items: int = 10  # fewest items said in the window
    slow_rearm_hours: int = 24

    # notices
    notice_ratio: float = 2.0  # volume against the usual
    notice_score: float = 6.0
    gap_odds: float = 1e-7  # silence less likely than this is a source that stopped

    @property
    def ticks_per_hour(self) -> int:
        return 60 // self.bucket

    def ticks(self, minutes: int) -> int:
        """At least this many minutes, in whole ticks."""
        return max(1, -(-minutes // self.bucket))

    @property
    def window_ticks(self) -> tuple[int, ...]:
        return tuple(sorted({self.ticks(window) for window in self.windows}))

    def stricter(self, margin: float) -> SpikePolicy:
        """The same policy with so much added to the scores that open an alert. At least 0: less is not screened for."""
        if not margin >= 0:
            raise SettingsError(f"a margin of {margin}", hint="0 is the rule as it ships; more makes fewer alerts")
        return replace(
            self,
            open_score=self.open_score + margin,
            at_once_score=self.at_once_score + margin,
            slow_score=self.slow_score + margin,
            fall_score=self.fall_score + margin,
        )

    def coarser(self, bucket: int) -> SpikePolicy:
        """The same policy for counts that come in buckets of so many minutes."""
        if bucket < 1 or 60 % bucket:
            raise SettingsError(f"a bucket of {bucket} minutes", hint="use a divisor of 60, such as 1, 5, 15 or 60")
        return replace(self, bucket=bucket)
