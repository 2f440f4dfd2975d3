"""Re-create the icon sprite of the portal from the npm package bootstrap-icons.

One small file of symbols instead of a font of two thousand. Run by hand after adding a name to NAMES:
`npm pack bootstrap-icons@1.13.2 && tar xzf bootstrap-icons-*.tgz && python tools/icon_sprite.py package/icons`.
"""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).resolve().parents[1] / "src/eigenart/delivery/web/static/web/icons.svg"
BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)
NAMES = """
archive arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-repeat arrow-right arrow-up
award ban bar-chart bell book bookmark bookmark-check bookmark-plus box-arrow-in-right box-arrow-right
briefcase building bullseye calendar-check calendar-event calendar-x card-checklist chat-dots chat-heart
chat-quote check check-circle check-circle-fill check-lg chevron-down chevron-left chevron-right circle
circle-half clipboard-check clipboard-data clock clock-history cloud-upload code-slash collection collection-play
compass cup-hot dash-circle diagram-3 download easel emoji-smile envelope eraser exclamation-circle
exclamation-triangle eye eye-slash file-earmark-arrow-up file-earmark-spreadsheet file-earmark-text filter
fingerprint flag flower1 flower2 gear geo-alt globe2 graph-up hand-thumbs-down hand-thumbs-up hammer
headphones heart hourglass-split house house-door incognito info-circle journal-check journal-text key laptop
layers life-preserver lightbulb lightning link-45deg list list-check lock megaphone mic moon moon-stars
mortarboard palette patch-check pause-circle pencil people people-fill person person-badge person-check
person-gear person-lines-fill person-plus person-vcard pin-angle pin-map play-btn play-circle play-fill plus
plus-circle puzzle question-circle rocket-takeoff search shield-check shield-lock shield-shaded signpost-2
signpost-split skip-forward sliders sort-down star stars stop-circle sun sunrise sunset table tags tools translate trash
trophy unlock upload wrench x x-circle x-lg
"""


def symbol(name: str, icons: Path) -> str:
    match = BODY.search((icons / f"{name}.svg").read_text(encoding="utf-8"))
    if match is None:
        raise SystemExit(f"{name}.svg is not an SVG file")
    body = " ".join(match["body"].split())
    return f'<symbol id="{name}" viewBox="0 0 16 16">{body}</symbol>'


def main() -> None:
    icons = Path(sys.argv[1])
    symbols = "\n".join(symbol(name, icons) for name in NAMES.split())
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text(
        "<!-- Bootstrap Icons 1.13.2, MIT, see vendor/bootstrap-icons/LICENCE -->\n"
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
