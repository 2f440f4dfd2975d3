"""Protocol B: our engine and its peers on live questions after a cut in time.

    eigenart bench live DIR [DIR ...] [--peers all|none|NAME,...] [--json FILE]

Item models are frozen at the cut, each later event is ranked with the history known at that instant. A folder without
times gets protocol A, and the table says so.
"""

import sys

from bench import contest
from bench.questions import Protocol


def main() -> int:
    return contest.main(Protocol.LIVE, "Rank each later event with the history known at that instant.")


if __name__ == "__main__":
    sys.exit(main())
