"""Share a week's volume out among its runs: the long run by its caps, the others evenly, none over the run rule.

Amounts are integer tenths of the plan's unit. What the runs cannot hold is left out, and the caller says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


DOUBLED = 150  # %: a day of two runs is at most so much of the longest single one
ANY = 100  # %: easy runs may be as long as the long run
LITTLE = 60  # %: a day of so little weight has as little of the cap


@dataclass(frozen=True, slots=True)
class Want:
    """What is to be shared out.

    `total` the week's volume, `fixed` what quality, test and race take of it, `easy` the number of easy runs. `long` is
    what the long run should be (None: there is none) and `long_cap` the most that it may ever be; `percent` its share
    of the week at most. `limit` is the longest run that should be, `hard_limit` the longest that may be where the week
    does not otherwise fit. `least` is the shortest run worth it, `beside` an amount that one easy run should reach (0:
    none), `easy_cap` the most easy running of a day, which may be two runs where the week has `doubles`. `step` is the
    grain of one run, `finest` the grain where the week does not otherwise fit, `grain` that of the total.
    `easy_of_long`: where the caps allow, the long run is so long that easy runs are this % of it. `weights` of the easy
    runs from first to last, in %, where they are not to be even. An easy run is at most `easy_share` % of the long one,
    more where its weight is over 100, or `easy_kept`, where that is more; with a share of 0 the long run takes what
    these leave; beyond `easy_most` it does not grow in any case. `single` is the most easy running of a day in one run,
    0 in weeks that split none.
    """

    total: int
    fixed: int
    easy: int
    long: int | None
    long_cap: int
    percent: int
    limit: int
    hard_limit: int
    least: int
    beside: int
    easy_cap: int
    doubles: bool
    single: int
    step: int
    finest: int
    long_step: int
    grain: int
    easy_of_long: int
    weights: tuple[int, ...]
    easy_share: int
    easy_kept: int
    easy_most: int


@dataclass(frozen=True, slots=True)
class Shares:
    """The amounts: of the long run (0: none), and of each easy run, the one beside the long run first."""

    long: int
    easy: tuple[int, ...]

    @property
    def total(self) -> int:
        """What these runs hold together."""
        return self.long + sum(self.easy)


def share(want: Want) -> Shares:
    """The amounts that hold as much of the volume as caps, share and run rule allow.

    Round ones first, and the 10 % before the longer step; what no choice holds stays round.
    """
    found: dict[tuple[int, bool], Shares] = {}
    doubles = (False, True) if want.doubles else (False,)
    for limit, step, double in dict.fromkeys(product((want.limit, want.hard_limit), (want.step, want.finest), doubles)):
        round_ones = found.get((limit, double))
        if round_ones is not None and want.total - want.fixed - round_ones.total >= (want.easy + 1) * want.step:
            continue  # a finer grain holds less than a step more of each run
        same = (step, double) == (want.step, want.doubles)  # most weeks are held at once: no copy for them
        shares = _settled(want if same else replace(want, step=step, doubles=double), limit)
        if shares.total + want.fixed >= want.total:
            return shares
        found.setdefault((limit, double), shares)
    return _whole(max(found.values(), key=lambda one: one.total), want)


def _whole(shares: Shares, want: Want) -> Shares:
    """What does not hold the volume is cut to a whole total, at the cost of the last easy run."""
    odd = (shares.total + want.fixed) % want.grain
    if not odd or not shares.easy or shares.easy[-1] - odd < want.least:
        return shares
    return Shares(shares.long, (*shares.easy[:-1], shares.easy[-1] - odd))


def _settled(want: Want, limit: int) -> Shares:
    """The long run's share is of what is really run: when less is held than wanted, it shrinks with it."""
    volume = want.total
    while True:
        shares = _once(want, limit, volume)
        held = shares.long + sum(shares.easy) + want.fixed
        if held >= volume or 100 * shares.long <= want.percent * held:
            return shares
        volume = held


def _once(want: Want, limit: int, volume: int) -> Shares:
    rest = max(0, volume - want.fixed)
    held = rest // max(want.least, 1)
    count = min(want.easy, held if want.long is None else max(held - 1, 0))
    if want.long is None:
        most = _most_easy(want, limit, want.long_cap)
        if _unlike(want, rest, count):
            return Shares(0, _weighted(rest, want.weights, [_part_of(most, each) for each in want.weights], want.step))
        return Shares(0, _evenly(rest, count, most, want.step) if count else ())
    step = want.long_step
    most = _down(min(want.long_cap, limit, want.percent * volume // 100), step)
    even = -(-rest // (count + 1) // step) * step
    roomy = _down(100 * rest // (100 + count * want.easy_of_long), step) if want.easy_of_long else 0
    spilled = _down(rest - count * want.easy_kept, step) if not want.easy_share else 0
    long = min(most, max(_down(want.long, step), even, roomy, spilled), rest)
    long = max(min(long, _down(rest - count * want.least, step)), min(long, rest // (count + 1)))
    if count == 0:
        return Shares(_down(min(most, rest), want.step), ())
    if _unlike(want, rest - long, count):
        mosts = [_part_of(_most_easy(want, limit, long, weight), weight) for weight in want.weights]
        return Shares(long, _weighted(rest - long, want.weights, mosts, want.step))
    return Shares(long, _beside(rest - long, count, long, limit, want))


def _doubled(rest: int, count: int, most: int, want: Want) -> tuple[int, ...]:
    """Easy running of days of which as few as need be, in the middle, are so long that they are two runs."""
    single = _down(want.single, want.step)
    longest = min(most, _down(single * DOUBLED // 100, want.step))
    over = rest - count * single
    days = -(-over // (longest - single)) if over > 0 and longest > single else 0
    if not single or not 0 < days <= count:
        return _evenly(rest, count, most, want.step)
    plain = [single] * (count - days)
    half = len(plain) // 2
    return (*plain[:half], *_evenly(rest - sum(plain), days, longest, want.step), *plain[half:])


def _unlike(want: Want, rest: int, count: int) -> bool:
    """Whether the easy runs are of unlike length: where the shortest of them is still worth it."""
    weights = want.weights
    return bool(weights) and count == len(weights) and rest * min(weights) >= want.least * sum(weights)


def _most_easy(want: Want, limit: int, long: int, weight: int = 100) -> int:
    """The most easy running of a day: no run over the long run, or its part; two runs where the week has them."""
    part = max(min(long * want.easy_share * max(weight, 100) // 10_000, want.easy_most), want.easy_kept)
    if want.doubles:
        most = min(want.easy_cap, 2 * min(limit, part))
        grown = long > want.long_cap - want.long_step  # at its cap: who runs more does so on other days
        return most if grown or want.easy_share == ANY else min(most, long)
    single = want.single if want.single and not want.beside else limit
    return min(want.easy_cap, single, limit, long, part)


def _part_of(most: int, weight: int) -> int:
    """The most of a day of this weight: of a day of little weight as little."""
    return most * weight // 100 if weight <= LITTLE else most


def _beside(rest: int, count: int, long: int, limit: int, want: Want) -> tuple[int, ...]:
    """Easy runs, one of them long enough to stand beside the long run where that is wanted, however long others are."""
    most = _most_easy(want, limit, long)
    if want.beside and count > 1:
        longest = min(max(most, long * want.easy_share // 100), want.hard_limit, rest - (count - 1) * want.least)
        big = _down(min(want.beside, longest), want.step)
        if big > rest // count:
            return (big, *_doubled(rest - big, count - 1, most, want))
    return _doubled(rest, count, most, want)


def _weighted(rest: int, weights: tuple[int, ...], mosts: Sequence[int], step: int) -> tuple[int, ...]:
    """Runs of unlike length; what one may not hold goes to the others, the one farthest below its weight first."""
    runs = [
        min(_down(rest * weight // sum(weights), step), _down(most, step))
        for weight, most in zip(weights, mosts, strict=True)
    ]
    while (odd := rest - sum(runs)) > 0:
        open_ = [n for n, most in enumerate(mosts) if runs[n] + min(odd, step) <= most]
        if not open_:
            break
        runs[min(open_, key=lambda n: runs[n] / weights[n])] += min(odd, step)
    return tuple(runs)


def _evenly(rest: int, count: int, most: int, step: int) -> tuple[int, ...]:
    each, extra = divmod(rest // step, count)
    runs = [min(_down(most, step), (each + (number < extra)) * step) for number in range(count)]
    odd = rest - sum(runs)
    if odd < step and runs[-1] + odd <= most:  # what a race or test of an odd length leaves over
        runs[-1] += odd
    return tuple(runs)


def _down(amount: int, step: int) -> int:
    return amount // step * step
