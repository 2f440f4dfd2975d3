"""Protocol A: our engine and its peers on everything that people did after a cut, with their state frozen at it.

    eigenart bench static DIR [DIR ...] [--peers all|none|NAME,...] [--json FILE]

A folder without times has no cut: 20 % of each person's items are drawn instead.
"""

import sys

from bench import contest
from bench.questions import Protocol


def main() -> int:
    return contest.main(Protocol.STATIC, "Rank what people did after the cut, with their state frozen at it.")


if __name__ == "__main__":
    sys.exit(main())
