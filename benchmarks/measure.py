"""Time whole processes side by side: the sides take turns, so that a slow moment of the machine touches both."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Side:
    """What is measured: a name to print, a command, and environment variables to add."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Measure:
    """Seconds of each run, largest resident memory in MB, and the last line printed by the last run."""

    name: str
    seconds: tuple[float, ...]
    memory_mb: float
    said: str

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def run_once(side: Side) -> tuple[float, float, str]:
    """One run in a fresh process: (wall seconds, peak resident MB, last line on standard output)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        list(side.command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(side.environment or {})},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    out = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{side.name} failed ({process.returncode}):\n{errors[-3000:]}")
    lines = [line for line in out.splitlines() if line.strip()]
    return seconds, usage.ru_maxrss / 1024, lines[-1] if lines else ""


def side_by_side(*sides: Side, runs: int = 5, warmup: int = 1) -> list[Measure]:
    """Run every side in turn, `runs` counted times after `warmup` uncounted ones."""
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    memory: dict[str, float] = {side.name: 0.0 for side in sides}
    said: dict[str, str] = {}
    for turn in range(warmup + runs):
        for side in sides:
            took, peak, line = run_once(side)
            said[side.name] = line
            memory[side.name] = max(memory[side.name], peak)
            if turn >= warmup:
                seconds[side.name].append(took)
    return [Measure(s.name, tuple(seconds[s.name]), memory[s.name], said[s.name]) for s in sides]


def show(measures: Sequence[Measure]) -> None:
    for measure in measures:
        low, high = min(measure.seconds), max(measure.seconds)
        print(
            f"  {measure.name:<58} median {measure.median:8.3f} s  [{low:.3f}–{high:.3f}]"
            f"  peak {measure.memory_mb:6.0f} MB"
        )


def verdict(label: str, ratio: float, bound: float, *, at_most: bool) -> bool:
    """Print a ratio beside its bound; tell whether it holds."""
    held = ratio <= bound if at_most else ratio >= bound
    sign = "≤" if at_most else "≥"
    print(f"  → {label}: {ratio:,.2f} × (goal {sign} {bound:g} ×): {'held' if held else 'NOT held'}")
    return held


def keep(name: str, payload: object) -> None:
    """Leave the figures of this run in build/bench for whoever wants to compare later."""
    folder = Path("build/bench")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(payload, indent=1), encoding="utf-8")
