"""Progress on the error stream: a live line on a terminal, a line per stage elsewhere once a second has passed."""

import sys
import time
from typing import TextIO

from sobria.engine.messages import Language, codes, say

PATIENCE_SECONDS = 1.0
_BAR = 20


class ProgressLine:
    """Called with (stage code, share done 0–1). `close` wipes the live line."""

    def __init__(self, language: Language, *, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._language = language
        self._live = self._stream.isatty()
        self._started = time.monotonic()
        self._told: str | None = None

    def __call__(self, stage: str, share: float) -> None:
        name = self._name(stage)
        if self._live:
            done = round(_BAR * min(max(share, 0.0), 1.0))
            self._stream.write(f"\r\033[K{'█' * done}{'░' * (_BAR - done)} {name}")
            self._stream.flush()
        elif name != self._told and time.monotonic() - self._started > PATIENCE_SECONDS:
            self._told = name
            self._stream.write(f"{name}…\n")
            self._stream.flush()

    def close(self) -> None:
        if self._live:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _name(self, stage: str) -> str:
        code = f"cli-stage-{stage}"
        return say(code, self._language) if code in codes() else stage
