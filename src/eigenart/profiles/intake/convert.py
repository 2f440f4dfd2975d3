"""Converters from the text of a cell to a value. Each refuses with a code and never guesses silently.

German first: `31.12.2025`, `1.4.19`, `4.299,50`, `ja`. Excel's serial dates and SAP's fillers (`31.12.9999`,
`00.00.0000`) are known. Called by the schemas of targets through `core.quality`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from eigenart.core.quality import Unreadable
from eigenart.profiles.folding import fold

EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 80_000)
FUTURE_YEARS = 10
"""A two-digit year is read as 20yy up to so many years from now, else as 19yy."""
NO_VALUE = frozenset(
    {"-", "--", "---", "–", "—", "n/a", "na", "k.a.", "k. a.", "#n/a", "#nv", "null", "none"}
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar jaenner january",
            "feb februar february",
            "mrz maerz maer mar march",
            "apr april",
            "mai may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dez dezember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
TRUE = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "wahr", "t"})
FALSE = frozenset({"nein", "n", "no", "0", "false", "falsch", "f"})
LEVEL_WORDS = {
    "1": 1, "grundlagen": 1, "grundkenntnisse": 1, "basics": 1, "basic": 1, "beginner": 1, "anfaenger": 1,
    "2": 2, "selbststaendig": 2, "selbstaendig": 2, "independent": 2, "intermediate": 2, "kenntnisse": 2,
    "3": 3, "fortgeschritten": 3, "advanced": 3, "gute kenntnisse": 3,
    "4": 4, "experte": 4, "expertin": 4, "expert": 4, "sehr gute kenntnisse": 4,
}  # fmt: skip
UNSTATED_LEVEL = 2

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": None, "\ufeff": None})
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_COMPACT = re.compile(r"(19|20|99|00)(\d{2})(\d{2})(\d{2})")
_WORDED = re.compile(r"(\d{1,2})[.\s-]+([a-zäöüß]+)[.\s-]+(\d{4}|\d{2})", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?")
_UNSHOWABLE = re.compile(r"[\x00-\x1f\ufffd]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def plain(text: str) -> str:
    """Without the invisible characters that spreadsheets leave behind."""
    return text.translate(_SPACES).strip()


def is_blank(text: str) -> bool:
    return plain(text).lower() in NO_VALUE or not plain(text)


def words(longest: int) -> Callable[[str], str | None]:
    """Free text of limited length, spaces tidied. Codes: too_long, control_character."""

    def convert(text: str) -> str | None:
        tidy = " ".join(plain(text).split())
        if is_blank(tidy):
            return None
        if _UNSHOWABLE.search(tidy):
            raise Unreadable("control_character")
        if len(tidy) > longest:
            raise Unreadable("too_long", longest=longest)
        return tidy

    return convert


def prose(longest: int) -> Callable[[str], str | None]:
    """As `words`, but line breaks stay."""

    def convert(text: str) -> str | None:
        lines = [words(longest)(line) or "" for line in plain(text).splitlines()]
        joined = "\n".join(lines).strip()
        if len(joined) > longest:
            raise Unreadable("too_long", longest=longest)
        return joined or None

    return convert


def number_of_person(text: str) -> str | None:
    """A personnel number as text: leading zeros stay. `299.0` and `299,0` come from a spreadsheet and mean `299`."""
    tidy = re.sub(r"^(\d+)[.,]0$", r"\1", plain(text)).replace(" ", "")
    if is_blank(tidy):
        return None
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}", tidy):
        raise Unreadable("not_a_number_of_person")
    return tidy


def full_name(text: str) -> tuple[str, str] | None:
    """`Müller, Anna` or `Anna Müller` -> (family name, given name). Code: not_a_full_name."""
    tidy = words(240)(text)
    if tidy is None:
        return None
    family, comma, given = (part.strip() for part in tidy.partition(","))
    if not comma:
        given, _, family = (part.strip() for part in tidy.rpartition(" "))
    if not family or not given or len(family) > 120 or len(given) > 120:
        raise Unreadable("not_a_full_name")
    return family, given


def email(text: str) -> str | None:
    tidy = plain(text).removeprefix("mailto:").lower()
    if is_blank(tidy):
        return None
    if len(tidy) > 254 or not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}", tidy):
        raise Unreadable("not_an_email")
    return tidy


def day(text: str) -> date | None:
    """A date; the time of a date-time is dropped. Codes: not_a_date, no_such_day, ambiguous_date."""
    tidy = plain(text)
    if is_blank(tidy):
        return None
    head = re.sub(r"[T\s]+\d{1,2}:\d{2}.*$", "", tidy)
    found = _numbers_of_date(head)
    if found is None:
        return _excel_day(tidy)
    year, month, of_month = found
    if (year, month, of_month) == (0, 0, 0) or year == 9999:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Unreadable("no_such_day") from None


def _numbers_of_date(text: str) -> tuple[int, int, int] | None:
    if match := _DOTTED.fullmatch(text):
        return full_year(match[3]), int(match[2]), int(match[1])
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _COMPACT.fullmatch(text):
        return int(match[1] + match[2]), int(match[3]), int(match[4])
    if match := _SLASHED.fullmatch(text):
        if int(match[2]) > 12 >= int(match[1]):
            raise Unreadable(
                "ambiguous_date"
            )  # month first: the other rows of the file may look right and be wrong
        return full_year(match[3]), int(match[2]), int(match[1])
    if match := _WORDED.fullmatch(text):
        month = MONTHS.get(fold(match[2]))
        return None if month is None else (full_year(match[3]), month, int(match[1]))
    return None


def full_year(digits: str, today: date | None = None) -> int:
    """`19` -> 2019, `85` -> 1985: never more than FUTURE_YEARS ahead."""
    if len(digits) == 4:
        return int(digits)
    latest = (today or datetime.now(UTC).date()).year + FUTURE_YEARS
    year = latest - latest % 100 + int(digits)
    return year if year <= latest else year - 100


def _excel_day(text: str) -> date:
    serial = re.fullmatch(r"(\d{5})([.,]\d+)?", text)
    if serial and int(serial[1]) in EXCEL_DAYS:
        return EXCEL_DAY_ZERO + timedelta(days=int(serial[1]))
    raise Unreadable("not_a_date")


def moment(zone: ZoneInfo) -> Callable[[str], datetime | None]:
    """A date with or without time, in UTC; without a zone of its own it is local time, without a time the start
    of the day. Excel's serial fraction counts. Codes as `day`, and not_a_time."""

    def convert(text: str) -> datetime | None:
        tidy = plain(text)
        if re.match(r"\d{4}-\d{2}-\d{2}T?.*([+-]\d{2}:?\d{2}|Z)$", tidy):
            try:
                return datetime.fromisoformat(tidy).astimezone(UTC)
            except ValueError:
                raise Unreadable("not_a_date") from None
        found = day(tidy)
        if found is None:
            return None
        return datetime.combine(found, _time_of(tidy), tzinfo=zone).astimezone(UTC)

    return convert


def _time_of(text: str) -> time:
    if serial := re.fullmatch(r"\d{5}[.,](\d+)", text):
        seconds = min(round(float(f"0.{serial[1]}") * 86_400), 86_399)
        return (datetime.min + timedelta(seconds=seconds)).time()
    match = _TIME.search(text)
    if match is None:
        return time()
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise Unreadable("not_a_time") from None


def number(text: str) -> Decimal | None:
    """`4.299,50`, `38,5`, `1'234.50`, `12,50-`, `1.234` (thousand), `50 %` (0.5), `12 €`. Code: not_a_number."""
    tidy = plain(text)
    if is_blank(tidy):
        return None
    is_percent = tidy.endswith("%")
    tidy = re.sub(r"(€|eur|%|\s|'|’)", "", tidy, flags=re.IGNORECASE)
    if tidy.endswith("-"):  # SAP writes the sign behind
        tidy = f"-{tidy[:-1]}"
    tidy = _with_point(tidy)
    if not _NUMBER.fullmatch(tidy):
        raise Unreadable("not_a_number")
    value = Decimal(tidy)
    return value / 100 if is_percent else value


def _with_point(text: str) -> str:
    """Decide between comma and point: the last of both is decimal; alone, a comma is decimal, and a point before
    exactly three digits parts thousands, as Germans write it."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        thousands, decimal = (".", ",") if text.rfind(",") > text.rfind(".") else (",", ".")
        head, _, tail = text.rpartition(decimal)
        return f"{_grouped(head, thousands)}.{tail}"
    if commas == 1:
        return text.replace(",", ".")
    if commas or points > 1 or re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text):
        return _grouped(text, "," if commas else ".")
    return text


def _grouped(text: str, separator: str) -> str:
    """Without the separators of thousands; unreadable (kept) where the groups are not of three digits."""
    fits = (
        re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(separator)}\d{{3}})*", text) or text.lstrip("+-").isdigit()
    )
    return text.replace(separator, "") if fits else text


def hours(text: str) -> Decimal | None:
    """Weekly hours, above 0 and up to 60. `38.500` can only mean 38.5. Codes: not_a_number, out_of_range."""
    value = number(re.sub(r"(?i)\s*(h|std\.?|stunden|hours)$", "", plain(text)))
    if value is None:
        return None
    if value > 1000 and re.fullmatch(r"\d{2}\.\d{3}", plain(text)):
        value /= 1000
    return _within(value, lowest=Decimal("0.5"), highest=Decimal(60))


def whole(lowest: int, highest: int) -> Callable[[str], int | None]:
    """A whole number in a range. Codes: not_a_number, not_whole, out_of_range."""

    def convert(text: str) -> int | None:
        value = number(text)
        if value is None:
            return None
        if value != value.to_integral_value():
            raise Unreadable("not_whole")
        return int(_within(value, lowest=Decimal(lowest), highest=Decimal(highest)))

    return convert


def _within(value: Decimal, *, lowest: Decimal, highest: Decimal) -> Decimal:
    if not lowest <= value <= highest:
        raise Unreadable("out_of_range", lowest=str(lowest), highest=str(highest))
    return value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))


def yes_or_no(text: str) -> bool | None:
    word = fold(text)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    if is_blank(text):
        return None
    raise Unreadable("not_yes_or_no")


def choice(words_of: Mapping[str, tuple[str, ...]]) -> Callable[[str], str | None]:
    """One of several codes; words_of: code -> other words for it. Code: not_a_choice, with the codes."""
    codes = {fold(word): code for code, others in words_of.items() for word in (code, *others)}

    def convert(text: str) -> str | None:
        if is_blank(text):
            return None
        try:
            return codes[fold(text)]
        except KeyError:
            raise Unreadable("not_a_choice", choices=", ".join(words_of)) from None

    return convert


def listed(text: str) -> tuple[str, ...] | None:
    """Parts of a list, by line break, `;`, `|` or else comma; repeated parts once."""
    separator = next((s for s in ("\n", ";", "|") if s in text.strip()), ",")
    parts = (" ".join(plain(part).split()) for part in text.split(separator))
    return tuple(dict.fromkeys(part for part in parts if not is_blank(part))) or None


def skills(text: str) -> tuple[tuple[str, int], ...] | None:
    """`Label:level, Label:level` -> ((label, level), ...); a skill without a level counts as 2 (independent).

    The level may be 1..4 or a word, in German or English. Code: not_a_level.
    """
    parts = listed(text)
    if parts is None:
        return None
    found: dict[str, int] = {}
    for part in parts:
        label, level = _skill(part)
        found[label] = level
    return tuple(found.items())


def _skill(part: str) -> tuple[str, int]:
    if match := re.fullmatch(r"(.+?)\s*[:=]\s*([^:=]+)", part):
        level = LEVEL_WORDS.get(fold(match[2]))
        if level is None:
            raise Unreadable("not_a_level")
        return match[1].strip(), level
    bracketed = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", part)
    if bracketed and fold(bracketed[2]) in LEVEL_WORDS:
        return bracketed[1].strip(), LEVEL_WORDS[fold(bracketed[2])]
    return part, UNSTATED_LEVEL
