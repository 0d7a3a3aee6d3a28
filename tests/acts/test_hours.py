"""Instants, legal days and durations, exact to the millisecond."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.acts.hours import DAY, day, instant, later, midnight, stamp

INSTANTS = st.integers(instant(1900, 1, 1), instant(2200, 1, 1))
OFFSETS = st.integers(-14 * 60, 14 * 60)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ((2023, 1, 31), "P1M", (2023, 2, 28)),
        ((2024, 1, 31), "P1M", (2024, 2, 29)),
        ((2024, 1, 29), "P1M", (2024, 2, 29)),
        ((2024, 2, 29), "P1Y", (2025, 2, 28)),
        ((2024, 2, 29), "P4Y", (2028, 2, 29)),
        ((1896, 2, 29), "P4Y", (1900, 2, 28)),
        ((1996, 2, 29), "P4Y", (2000, 2, 29)),
        ((2024, 8, 31), "P6M", (2025, 2, 28)),
        ((2023, 8, 31), "P6M", (2024, 2, 29)),
        ((2024, 12, 31), "P1M", (2025, 1, 31)),
        ((2024, 11, 30), "P3M", (2025, 2, 28)),
        ((2024, 5, 31), "P1Y1M", (2025, 6, 30)),
        ((2024, 1, 31), "P1M1D", (2024, 3, 1)),
        ((2024, 2, 28), "P2D", (2024, 3, 1)),
        ((2023, 12, 31), "P90D", (2024, 3, 30)),
        ((2024, 1, 1), "P24M", (2026, 1, 1)),
        ((2024, 1, 1), "PT48H", (2024, 1, 3)),
        ((2024, 1, 1), "P0D", (2024, 1, 1)),
    ],
)
def test_a_duration_ends_on_the_day_that_a_calendar_shows(start, duration, end):
    assert later(instant(*start), duration) == instant(*end)


def test_two_months_are_not_twice_one_month():
    start = instant(2024, 1, 31)
    assert later(start, "P2M") == instant(2024, 3, 31)
    assert later(later(start, "P1M"), "P1M") == instant(2024, 3, 29)


def test_a_duration_keeps_the_time_of_day_to_the_millisecond():
    start = instant(2024, 1, 31, 23, 59) + 59_999
    assert stamp(later(start, "P1M")) == "2024-02-29T23:59:59.999Z"
    assert stamp(later(start, "PT1H1M")) == "2024-02-01T01:00:59.999Z"


@pytest.mark.parametrize(
    "text", ["", "6M", "P", "P1W", "PT", "P-1D", "P1.5D", "p1d", "P1D ", "P1H", "PT1D"]
)
def test_what_is_no_duration_is_not_taken_for_one(text):
    if text in ("P", "PT"):
        assert later(0, text) == 0  # the charter's reader refuses these; here they add nothing
        return
    with pytest.raises(ValueError, match="not a duration"):
        later(0, text)


@given(INSTANTS, st.integers(0, 5000), st.integers(0, 5000))
def test_days_and_hours_add_up(at, days, hours):
    assert later(at, f"P{days}D") == at + days * DAY
    assert later(at, f"PT{hours}H") == at + hours * 3_600_000
    assert later(later(at, f"P{days}D"), f"PT{hours}H") == later(at, f"P{days}DT{hours}H")


@given(INSTANTS, st.integers(0, 60))
def test_months_never_skip_one(at, months):
    ends, starts = day(later(at, f"P{months}M")), day(at)
    assert (ends.year * 12 + ends.month) - (starts.year * 12 + starts.month) == months
    assert ends.day == starts.day or (ends + dt.timedelta(1)).day == 1
    assert later(at, f"P{months}M") % DAY == at % DAY


@given(INSTANTS, OFFSETS)
def test_a_legal_day_begins_at_its_midnight_and_ends_at_the_next(at, offset):
    today = day(at, offset)
    assert midnight(today, offset) <= at < midnight(today + dt.timedelta(1), offset)
    assert day(midnight(today, offset), offset) == today
    assert day(midnight(today, offset) - 1, offset) == today - dt.timedelta(1)


@pytest.mark.parametrize(
    ("offset", "day_"), [(0, 18), (180, 19), (179, 19), (119, 18), (120, 19), (-300, 18)]
)
def test_the_legal_day_depends_on_the_offset(offset, day_):
    assert day(instant(2012, 12, 18, 22, 0), offset) == dt.date(2012, 12, day_)


@given(INSTANTS)
def test_a_stamp_is_what_the_standard_library_reads(at):
    read = dt.datetime.fromisoformat(stamp(at))
    assert (read - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1) == at
    assert ("." in stamp(at)) == bool(at % 1000)


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)), OFFSETS)  # noqa: DTZ001 - local
def test_an_instant_is_what_the_standard_library_makes(local, offset):
    local = local.replace(second=0, microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
    expected = (local - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)
    assert instant(local.year, local.month, local.day, local.hour, local.minute, offset) == expected
