"""Words made comparable: case, umlauts (ae = ä), ß, accents, dashes and spaces fall away. For search and headings."""

import re
import unicodedata

_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})

_OTHER_ASCII = re.compile(r"[^a-z0-9+#]+")


def fold(text: str) -> str:
    """`Straßen-Bau ` -> `strassen bau`; only letters, digits, `+` and `#` remain (C, C++ and C# stay apart)."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_FOLDS)
    if lowered.isascii():
        return " ".join(_OTHER_ASCII.sub(" ", lowered).split())
    plain = unicodedata.normalize("NFKD", lowered)
    kept = (c if c.isalnum() or c in "+#" else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def words(text: str) -> list[str]:
    """The words of a query as typed (umlauts kept, so that a stemmer knows them), without signs."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return "".join(c if c.isalnum() else " " for c in lowered).split()
