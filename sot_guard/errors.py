"""Errors that the user can fix: raised anywhere, printed as one line by the cli, exit 2."""
from __future__ import annotations

from collections.abc import Sequence

_MAX_LINES = 20
# exit statuses, as shells count signals
INTERRUPTED = 130
TERMINATED = 143


class UserError(Exception):
    """A line that says where, what, and the remedy; or several of them."""

    @property
    def lines(self) -> Sequence[str]:
        return (str(self),)


class UsageError(UserError):
    """The command line asks for what there is not."""


class GitError(UserError):
    """git could not be run, or could not answer."""


def interruption(error: BaseException | None) -> int:
    """Return the exit status if a signal caused this error (libraries may wrap it), else 0."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return INTERRUPTED
        if isinstance(error, SystemExit) and error.code == TERMINATED:
            return TERMINATED
        error = error.__cause__ or error.__context__
    return 0


class ConfigError(UserError):
    """A configuration that cannot be followed: all that is wrong with it, a line each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__('\n'.join(lines))
        more = len(lines) - _MAX_LINES
        self._lines = lines if more <= 0 else [*lines[:_MAX_LINES], f'and {more:,} more errors of this kind']

    @property
    def lines(self) -> Sequence[str]:
        return self._lines
