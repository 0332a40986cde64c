"""Print all figures."""

from __future__ import annotations

from bench import planning, startup
from bench.export import bench as export

if __name__ == "__main__":
    for title, measure in (
        ("Planning a season of 52 weeks, ms of CPU (goal ≤ 10 warm)", planning.bench),
        ("Export of 20 000 events (goal ≤ 1.3 × icalendar alone)", export),
        ("Start-up, ms of wall time, median", startup.bench),
    ):
        print(f"\n{title}", flush=True)
        measure()
