"""The Eigenform: rings like those of a fingerprint or a tree, drawn from one seed and never twice the same.

Each person has one; it replaces photographs, so nobody has to show a face. Called by the template tags.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin

POINTS = 28
RINGS = 5
HUES = 6
CENTRE = 50.0
RADIUS = 39.0


@dataclass(frozen=True, slots=True)
class Eigenform:
    """Closed SVG paths in a box of 100 x 100, outermost first; hue is 0..5 and chooses a colour of the theme."""

    rings: tuple[str, ...]
    hue: int


@lru_cache(maxsize=4096)
def eigenform(seed: str) -> Eigenform:
    """The same seed always draws the same form. The seed cannot be read from it."""
    digest = sha256(f"eigenform:{seed}".encode()).digest()
    shares = [byte / 255 for byte in digest]
    waves = [(2, 0.05 + 0.09 * shares[0]), (3, 0.03 + 0.08 * shares[1]), (5, 0.01 + 0.03 * shares[2])]
    phases = [2 * pi * share for share in shares[3:6]]
    drift, turn = 0.35 + 0.9 * shares[6], 2 * pi * shares[7]
    rings = []
    for ring in range(RINGS):
        scale = 1 - ring * 0.19
        shift = ring * 1.6
        middle = (CENTRE + shift * cos(turn), CENTRE + shift * sin(turn))
        points = []
        for step in range(POINTS):
            angle = 2 * pi * step / POINTS
            wobble = sum(
                a * cos(k * angle + p + ring * drift) for (k, a), p in zip(waves, phases, strict=True)
            )
            radius = RADIUS * scale * (1 + wobble * (0.75 + 0.25 * scale))
            points.append((middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)))
        rings.append(closed_curve(points))
    return Eigenform(rings=tuple(rings), hue=digest[8] % HUES)


def closed_curve(points: list[tuple[float, float]]) -> str:
    """A smooth closed path through the points: Catmull-Rom as cubic Bézier curves."""
    count = len(points)
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(count):
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        (x2, y2), (x3, y3) = points[(i + 1) % count], points[(i + 2) % count]
        parts.append(
            f"C{x1 + (x2 - x0) / 6:.1f} {y1 + (y2 - y0) / 6:.1f} "
            f"{x2 - (x3 - x1) / 6:.1f} {y2 - (y3 - y1) / 6:.1f} {x2:.1f} {y2:.1f}"
        )
    return "".join(parts) + "Z"
