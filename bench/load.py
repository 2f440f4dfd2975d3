"""An open-loop load: requests start on the clock, whether or not earlier ones have been answered."""

import http.client
import queue
import sys
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Load:
    """Latencies in ms from the moment a request was due, so that waiting in line counts."""

    latencies_ms: tuple[float, ...]
    failures: int
    rate: int
    seconds: int
    achieved: float

    def quantile(self, share: float) -> float:
        return float(np.quantile(self.latencies_ms, share)) if self.latencies_ms else float("nan")

    def table(self, *, goal_p50_ms: float, goal_p99_ms: float) -> str:
        return (
            f"\nHome at {self.rate} requests a second for {self.seconds} s: {len(self.latencies_ms)} answers, "
            f"{self.failures} failures, {self.achieved:.1f} a second reached\n"
            f"p50 {self.quantile(0.5):.1f} ms (goal {goal_p50_ms:.0f})   p90 {self.quantile(0.9):.1f} ms   "
            f"p99 {self.quantile(0.99):.1f} ms (goal {goal_p99_ms:.0f})   max {self.quantile(1):.1f} ms\n"
        )

    def as_dict(self) -> dict[str, float]:
        return {
            "requests": len(self.latencies_ms),
            "failures": self.failures,
            "rate": self.rate,
            "achieved": self.achieved,
            "p50_ms": self.quantile(0.5),
            "p90_ms": self.quantile(0.9),
            "p99_ms": self.quantile(0.99),
        }


def drive(address: str, cookies: list[str], *, rate: int, seconds: int) -> Load:
    """Ask Home as each person in turn. The first second warms up and is not counted. Only for loopback."""
    host = urlsplit(address)
    if host.hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("the load is for a portal on this machine only")
    due: queue.Queue[tuple[float, str] | None] = queue.Queue()
    latencies: list[float] = []
    failures: list[int] = []
    warm = time.perf_counter() + 0.5
    counted_from = warm + 1.0
    end = counted_from + seconds

    def work() -> None:
        line = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
        while (entry := due.get()) is not None:
            at, cookie = entry
            time.sleep(max(0.0, at - time.perf_counter()))
            status = ask(line, cookie)
            taken = (time.perf_counter() - at) * 1000
            if at >= counted_from:
                (latencies.append(taken) if status == 200 else failures.append(status))

    for number in range(int((end - warm) * rate)):
        due.put((warm + number / rate, cookies[number % len(cookies)]))
    workers = [threading.Thread(target=work, daemon=True) for _ in range(CONNECTIONS)]
    for _ in workers:
        due.put(None)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    reached = len(latencies) / max(time.perf_counter() - counted_from, 1e-9)
    return Load(tuple(latencies), len(failures), rate, seconds, reached)


def ask(line: http.client.HTTPConnection, cookie: str) -> int:
    try:
        line.request("GET", "/", headers={"Cookie": cookie, "Accept": "text/html"})
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        return 0
    return answer.status
