"""Re-create the vendored style sheets, scripts, fonts and icons from their npm packages.

The portal serves every byte itself, so these files live in the repository. This tool is their only way in:
it packs pinned versions with `npm pack`, checks the archive's SHA-256, copies the few files that are needed,
strips source map comments and writes SOURCES.md. Run by hand: `python tools/vendor_assets.py [--check]`.
One more icon: `python tools/vendor_assets.py --icon NAME`, with a name of Bootstrap Icons.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src/eigenart/delivery/web/static"
VENDOR = STATIC / "vendor"
SPRITE = STATIC / "web/icons.svg"

SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*)\s*$")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_DATA_URI = re.compile(r"""url\(\s*(["']?)data:.*?\1\s*\)""", re.DOTALL)
SYMBOL = re.compile(r'<symbol id="([^"]+)"')
DRAWING = re.compile(r'<svg [^>]*viewBox="(?P<box>[^"]+)"[^>]*>(?P<inner>.*)</svg>', re.DOTALL)


def same(text: str) -> str:
    """The text without its source map comment; the map is not vendored, so the comment would lead nowhere."""
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


def text_font(text: str) -> str:
    """Font files beside the style sheet instead of in a folder of their own."""
    return same(text.replace("./files/", "./"))


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One file of a package and where it goes; `change` is None for files that are copied byte for byte."""

    source: str
    target: str
    change: Callable[[str], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Package:
    """One pinned npm package; `sha256` is that of the archive `npm pack` writes."""

    name: str
    version: str
    licence: str
    sha256: str
    folder: str
    copies: tuple[Copy, ...]

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


# Tabler ships no licence file in its package: it was taken from the project's repository
# and stands in the same folder under the name LICENCE.
PACKAGES = (
    Package(
        name="@tabler/core",
        version="1.6.1",
        licence="MIT",
        sha256="d02d679e51f6c179b21f035e154c13cdcb2ae8b18579e56ea606408ba7fc7a87",
        folder="tabler",
        copies=(Copy(source="dist/css/tabler.min.css", target="tabler.min.css", change=same),),
    ),
    Package(
        name="bootstrap-icons",
        version="1.13.2",
        licence="MIT",
        sha256="7b5960145e1ab14a49a117f96a9e5a54a94fdf07f21e302d9e4f88d73dd19f9c",
        folder="bootstrap-icons",
        copies=(Copy(source="LICENSE", target="LICENCE"),),
    ),
    Package(
        name="htmx.org",
        version="2.0.11",
        licence="0BSD",
        sha256="165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e",
        folder="htmx",
        copies=(
            Copy(source="dist/htmx.min.js", target="htmx.min.js", change=same),
            Copy(source="LICENSE", target="LICENCE"),
        ),
    ),
    Package(
        name="@fontsource-variable/figtree",
        version="5.3.0",
        licence="OFL-1.1",
        sha256="745eb850be26774948b5aa9342b7182660ed3a48ac40509c7babcfdcd90c39d7",
        folder="figtree",
        copies=(
            Copy(source="index.css", target="figtree.css", change=text_font),
            Copy(
                source="files/figtree-latin-wght-normal.woff2",
                target="figtree-latin-wght-normal.woff2",
            ),
            Copy(
                source="files/figtree-latin-ext-wght-normal.woff2",
                target="figtree-latin-ext-wght-normal.woff2",
            ),
            Copy(source="LICENSE", target="LICENCE"),
        ),
    ),
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def foreign_addresses(css: str) -> list[str]:
    """Addresses a browser would fetch from elsewhere: comments and data URIs are not requests."""
    return re.findall(r"(?:https?:)?//[^\s\"')]+", CSS_DATA_URI.sub("", CSS_COMMENT.sub("", css)))


def fetch(package: Package, *, into: Path) -> Path:
    """Pack one package; raises SystemExit when the archive is not the pinned one."""
    before = set(into.glob("*.tgz"))
    subprocess.run(["npm", "pack", "--silent", package.spec], cwd=into, check=True, stdout=subprocess.DEVNULL)
    (archive,) = set(into.glob("*.tgz")) - before
    found = sha256(archive.read_bytes())
    if found != package.sha256:
        raise SystemExit(f"{package.spec}: archive has SHA-256 {found}, pinned is {package.sha256}")
    return archive


def wanted(package: Package, archive: Path) -> Iterator[tuple[Path, bytes]]:
    """Target path and final content of every file this package contributes."""
    with tarfile.open(archive) as packed:
        for copy in package.copies:
            member = packed.extractfile(f"package/{copy.source}")
            if member is None:
                raise SystemExit(f"{package.spec}: {copy.source} is not a file")
            content = member.read()
            if copy.change is not None:
                content = copy.change(content.decode()).encode()
            if copy.target.endswith(".css") and (foreign := foreign_addresses(content.decode())):
                raise SystemExit(f"{package.spec}: {copy.source} would fetch {', '.join(foreign)}")
            yield VENDOR / package.folder / copy.target, content


def sprite(archive: Path, names: Iterable[str], *, note: str) -> bytes:
    """One file with a symbol for each icon: a page then asks once and gets only what the portal uses."""
    symbols = []
    with tarfile.open(archive) as packed:
        for name in sorted(names):
            try:
                member = packed.extractfile(f"package/icons/{name}.svg")
            except KeyError:
                raise SystemExit(f"Bootstrap Icons has no icon called {name}") from None
            drawing = DRAWING.search(member.read().decode() if member else "")
            if drawing is None:
                raise SystemExit(f"{name}.svg is not drawn as expected")
            inner = re.sub(r"\s+", " ", drawing["inner"]).strip()
            symbols.append(f'<symbol id="{name}" viewBox="{drawing["box"]}">{inner}</symbol>')
    lines = [f"<!-- {note} -->", '<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"]
    return ("\n".join(lines) + "\n").encode()


def sources(rows: list[tuple[Package, Path, bytes]]) -> bytes:
    """SOURCES.md: what lies here, from where, under which licence, with which checksum."""
    lines = [
        "# Vendored assets",
        "",
        "Written by `python tools/vendor_assets.py`; do not edit files here by hand.",
        "`python tools/vendor_assets.py --check` compares this folder with the packages.",
        "The licence text of each package stands beside its files as `LICENCE`.",
        "Bootstrap Icons come as one sprite, `web/icons.svg`, with the icons that the portal uses.",
        "",
        "| package | version | licence | file | SHA-256 |",
        "|---|---|---|---|---|",
    ]
    for package, path, content in rows:
        name = path.relative_to(VENDOR).as_posix()
        lines.append(
            f"| {package.name} | {package.version} | {package.licence} | {name} | {sha256(content)} |"
        )
    return ("\n".join(lines) + "\n").encode()


def gather(folder: Path, *, more_icons: Iterable[str]) -> dict[Path, bytes]:
    """Every file that belongs into the portal, by its path."""
    rows: list[tuple[Package, Path, bytes]] = []
    files: dict[Path, bytes] = {}
    for package in PACKAGES:
        archive = fetch(package, into=folder)
        rows += [(package, path, content) for path, content in wanted(package, archive)]
        if package.name == "bootstrap-icons":
            names = {*SYMBOL.findall(SPRITE.read_text(encoding="utf-8")), *more_icons}
            note = (
                f"Bootstrap Icons {package.version}, {package.licence}, see vendor/{package.folder}/LICENCE"
            )
            files[SPRITE] = sprite(archive, names, note=note)
    return files | {path: content for _, path, content in rows} | {VENDOR / "SOURCES.md": sources(rows)}


def main() -> int:
    """Write the files, or with --check report those that differ (exit code 1)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only; exit code 1 if a file differs")
    parser.add_argument(
        "--icon", action="append", default=[], metavar="NAME", help="add an icon to the sprite"
    )
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = gather(Path(folder), more_icons=wish.icon)
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        if not wish.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
        print(("differs: " if wish.check else "written: ") + path.relative_to(STATIC).as_posix())
    return 1 if wish.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
