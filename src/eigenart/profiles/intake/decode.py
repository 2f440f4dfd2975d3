"""From bytes to text: what kind of file it is, and its encoding by our own rule.

Byte order mark, else strict UTF-8, else cp1252. No detector: one called a German file cp1250, which ruins
names such as Renée. The page shows a sample, so that a person can see whether it is right.
"""

import codecs
import io
import zipfile
import zlib
from dataclasses import dataclass

from eigenart.profiles.intake.errors import IntakeError

LARGEST_BYTES = 60 * 2**20
LARGEST_UNPACKED_BYTES = 800 * 2**20
MOST_PARTS = 2_000
LOCAL_HEADER_BYTES = 30
PIECE_BYTES = 2**20
SAMPLE_BYTES = 4096
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"\x1f\x8b", "GZIP"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with its line ends as they are, and how it was read."""

    text: str
    encoding: str


def is_workbook(content: bytes) -> bool:
    """Whether it is an XLSX file. Raises IntakeError for an empty, too large, or foreign file."""
    if not content.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise IntakeError("empty_file")
    if len(content) > LARGEST_BYTES:
        raise IntakeError("too_large", limit_mb=LARGEST_BYTES // 2**20)
    if content.startswith(OLD_OFFICE):
        raise IntakeError("old_excel")
    for start, name in FOREIGN:
        if content.startswith(start):
            raise IntakeError("wrong_type", found=name)
    if not content.startswith(ZIP):
        if content[:SAMPLE_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            raise IntakeError("wrong_type", found="HTML/XML")
        return False
    if b"xl/" not in content:
        raise IntakeError("wrong_type", found="ZIP")
    if unpacked_size(content) > LARGEST_UNPACKED_BYTES:
        raise IntakeError("too_large", limit_mb=LARGEST_UNPACKED_BYTES // 2**20)
    return True


def unpacked_size(content: bytes) -> int:
    """Bytes that a ZIP really unpacks to, counted up to just beyond the limit; 0 for a damaged one.

    What a ZIP says about itself is not believed: a bomb says that it is small.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                return LARGEST_UNPACKED_BYTES + 1
            for part in parts:
                total += max(part.file_size, _inflated(content, part, LARGEST_UNPACKED_BYTES - total))
                if total > LARGEST_UNPACKED_BYTES:
                    break
    except (zipfile.BadZipFile, OSError, ValueError, zlib.error):
        return 0
    return total


def _inflated(content: bytes, part: zipfile.ZipInfo, limit: int) -> int:
    """Bytes of one part after unpacking, piece by piece, never more than one piece in memory; stops beyond limit."""
    begin = part.header_offset
    names = content[begin + 26 : begin + LOCAL_HEADER_BYTES]
    begin += LOCAL_HEADER_BYTES + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return part.compress_size
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest, total = memoryview(content)[begin:], 0
    while not machine.eof and total <= limit:
        total += len(machine.decompress(rest, PIECE_BYTES))
        rest = memoryview(machine.unconsumed_tail)
        if not rest:
            break
    return total


def decode(content: bytes) -> Decoded:
    """Text of a CSV file. Raises IntakeError with the line for a NUL character or bytes of no known encoding."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _checked(content, encoding, mark=mark)
    try:
        return _checked(content, "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return _checked(content, "cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise IntakeError("unknown_encoding", line=line) from None


def _checked(content: bytes, encoding: str, *, mark: bytes = b"") -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if not mark:
            raise
        line = content.count(b"\n", 0, error.start) + 1
        raise IntakeError("unknown_encoding", line=line) from None
    place = text.find("\x00")
    if place >= 0:
        line_start = text.rfind("\n", 0, place) + 1
        raise IntakeError("nul_byte", line=text.count("\n", 0, place) + 1, column=place - line_start + 1)
    return Decoded(text, encoding)
