"""Ending a command early with something to say."""

from __future__ import annotations

WRONG_INPUT = 2
FINDINGS = 1
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class Stop(Exception):  # noqa: N818 - not an error of the program: the end of a command
    """The command ends here: lines for stderr, and the exit code."""

    def __init__(self, *lines: str, code: int = WRONG_INPUT) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.code = code
