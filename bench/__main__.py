"""Print all figures."""

from __future__ import annotations

from bench import export, planning, replanning, startup, sync


def _export() -> None:
    figures = export.bench()
    print(f"  fresh                  {figures.fresh:7.2f}   {figures.ratio:.2f} × icalendar")
    print(f"  over an earlier one    {figures.over:7.2f}   every tenth event changed")
    print(f"  icalendar alone        {figures.icalendar:7.2f}")


if __name__ == "__main__":
    for title, measure in (
        ("Planning a season of 52 weeks, ms of CPU (goal: at most 10, warm)", planning.bench),
        ("Planning it again after a diary of 30 entries, ms of CPU (goal: at most 50, warm)", replanning.bench),
        ("Export of 20 000 events, s of CPU (goal: at most 1.3 × icalendar serialising them)", _export),
        ("Syncing, s of CPU (goal: linear in events; memory flat from run to run)", sync.report),
        ("Start-up, ms of wall time, median", startup.bench),
    ):
        print(f"\n{title}", flush=True)
        measure()
