"""Days, spans and intervals in both languages."""

import pytest

from foedus.acts import instant
from foedus.words import Zone
from foedus.words.catalogue import catalogue
from foedus.words.dates import between, clock, date, duration, moment, span

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "10 January 2022, 02:30 UTC+6"), ("ru", "10 января 2022 г., 02:30 UTC+6")],
)
def test_a_moment_is_told_on_the_clock_of_its_zone(language: str, said: str) -> None:
    at = instant(2022, 1, 9, 20, 30)
    assert moment(catalogue(language), at, Zone(360, "Astana")) == said


@pytest.mark.parametrize(
    ("offset", "shown"), [(0, "UTC"), (180, "UTC+3"), (-210, "UTC-3:30"), (330, "UTC+5:30")]
)
def test_zones(offset: int, shown: str) -> None:
    assert str(Zone(offset)) == shown


def test_an_hour_before_1970_is_an_hour_all_the_same() -> None:
    assert clock(instant(1949, 4, 4, 16, 42), Zone()) == "16:42"
    assert date(catalogue("ru"), "1949-04-04") == "4 апреля 1949 г."


@pytest.mark.parametrize(
    ("language", "length", "case", "said"),
    [
        ("en", 0, "", "less than a minute"),
        ("en", DAY + HOUR, "", "1 day 1 hour"),
        ("ru", MINUTE, "", "1 минута"),
        ("ru", MINUTE, "accusative", "1 минуту"),
        ("ru", 5 * DAY + 21 * HOUR, "genitive", "5 дней 21 часа"),
        ("ru", 59_999, "genitive", "менее минуты"),
    ],
)
def test_spans(language: str, length: int, case: str, said: str) -> None:
    assert span(catalogue(language), length, case) == said


@pytest.mark.parametrize(
    ("language", "least", "most", "said"),
    [
        ("en", HOUR, HOUR, "1 hour"),
        ("en", HOUR, 2 * HOUR, "between 1 hour and 2 hours"),
        ("ru", HOUR, 21 * DAY, "от 1 часа до 21 дня"),
        ("ru", 0, 2 * HOUR, "не более 2 часов"),
    ],
)
def test_intervals(language: str, least: int, most: int, said: str) -> None:
    assert between(catalogue(language), least, most) == said


@pytest.mark.parametrize(
    ("written", "en", "ru"),
    [
        ("P6M", "6 months", "6 месяцев"),
        ("PT48H", "48 hours", "48 часов"),
        ("P2Y", "2 years", "2 года"),
        ("P1Y6M", "1 year 6 months", "1 год 6 месяцев"),
    ],
)
def test_time_limits(written: str, en: str, ru: str) -> None:
    assert duration(catalogue("en"), written) == en
    assert duration(catalogue("ru"), written) == ru
