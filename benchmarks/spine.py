"""Evaluate every duty and every indicator on the demonstration city: seconds cold and warm, and queries.

Cold: the first evaluation of a process that has just started, catalogues read from their files. Warm: the next ones.
Opening the pages of the site is timed apart: a server does it before it answers anyone (`sobria.config.wsgi`).
Seconds of processor, since the machine may have other work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Side, keep, run_once

DEVICES = 60_000
TURNS = 20
GOAL_SECONDS = 2.0


def measure() -> dict[str, float]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sobria.config.settings"
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import get_resolver
    from django.utils import timezone

    from sobria.city.duties.selectors import assessments
    from sobria.city.indicators.selectors import values
    from sobria.city.indicators.targets import targets

    started = time.process_time()
    list(get_resolver().url_patterns)
    opening = time.process_time() - started
    on = timezone.localdate()
    seconds = []
    with CaptureQueriesContext(connection) as queries:
        for turn in range(TURNS + 1):
            started = time.process_time()
            known = values(on)
            aims = targets(on, known)
            duties = assessments(on)
            seconds.append(time.process_time() - started)
            if turn == 0:
                asked = len(queries)
    return {
        "opening": opening,
        "cold": seconds[0],
        "warm": statistics.median(seconds[1:]),
        "queries": asked,
        "indicators": len(known),
        "targets": len(aims),
        "duties": len(duties),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", action="store_true")
    if parser.parse_args().one:
        print(json.dumps(measure()))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        city = {"SOBRIA_DATA_DIR": str(Path(folder) / "data")}
        demo = [sys.executable, "-m", "sobria.cli.main", "demo", "--no-serve", "--devices", str(DEVICES)]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **city})
        side = Side("spine", [sys.executable, "-m", "benchmarks.spine", "--one"], city)
        found = json.loads(run_once(side)[2])
    print(
        f"  {found['indicators']} indicators, {found['targets']} targets, {found['duties']} duties,"
        f" {DEVICES:,} devices, {found['queries']} queries\n"
        f"  pages opened in {found['opening']:.3f} s, cold {found['cold']:.3f} s, warm {found['warm']:.3f} s"
    )
    held = found["cold"] <= GOAL_SECONDS
    print(f"  → cold evaluation (goal ≤ {GOAL_SECONDS:g} s): {'held' if held else 'NOT held'}")
    keep("spine", found)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
