"""Days, dates and the time of day in English and French."""

from datetime import date

from everyday.counting import english_number, french_number
from everyday.phrases import Words, phrases

DAYS = phrases("""
Monday = lundi; Tuesday = mardi; Wednesday = mercredi; Thursday = jeudi; Friday = vendredi; Saturday = samedi;
Sunday = dimanche
""")
MONTHS = phrases("""
January = janvier; February = février; March = mars; April = avril; May = mai; June = juin; July = juillet;
August = août; September = septembre; October = octobre; November = novembre; December = décembre
""")


def day_and_month(day: date) -> Words:
    """
    >>> day_and_month(date(2025, 3, 1))
    Words(en='March 1', fr='1er mars')
    """
    month = MONTHS[day.month - 1]
    return Words(f"{month.en} {day.day}", f"{'1er' if day.day == 1 else day.day} {month.fr}")


def full_date(day: date) -> Words:
    """
    >>> full_date(date(2025, 3, 3))
    Words(en='Monday, March 3, 2025', fr='lundi 3 mars 2025')
    """
    name, rest = DAYS[day.weekday()], day_and_month(day)
    return Words(f"{name.en}, {rest.en}, {day.year}", f"{name.fr} {rest.fr} {day.year}")


def clock(hour: int, minute: int) -> Words:
    """The time on a clock with hands, in steps of five minutes from one to eleven o'clock.

    >>> clock(3, 0), clock(3, 10), clock(3, 30)
    (Words(en="three o'clock", fr='trois heures'), Words(en='ten past three', fr='trois heures dix'), \
    Words(en='half past three', fr='trois heures et demie'))
    >>> clock(3, 45), clock(1, 40)
    (Words(en='a quarter to four', fr='quatre heures moins le quart'), \
    Words(en='twenty to two', fr='deux heures moins vingt'))
    """
    if not 1 <= hour <= 11 or minute not in range(0, 60, 5) or (hour == 11 and minute > 30):
        raise ValueError(
            "The clock goes from 1:00 to 11:30 in steps of five minutes, not to "
            f"{hour}:{minute:02}."
        )
    if minute > 30:
        after = clock(hour + 1, 0).fr
        to = 60 - minute
        fr = "le quart" if to == 15 else french_number(to)
        return Words(f"{_english_minutes(to)} to {english_number(hour + 1)}", f"{after} moins {fr}")
    hours = french_number(hour, "f") + (" heure" if hour == 1 else " heures")
    if minute == 0:
        return Words(f"{english_number(hour)} o'clock", hours)
    fr = {15: "et quart", 30: "et demie"}.get(minute) or french_number(minute)
    return Words(f"{_english_minutes(minute)} past {english_number(hour)}", f"{hours} {fr}")


def _english_minutes(minutes: int) -> str:
    return {15: "a quarter", 30: "half"}.get(minutes) or english_number(minutes)
