"""What the user can put right: raised anywhere, shown as one line by the cli, exit 2."""
from __future__ import annotations


class UserError(Exception):
    """One line that says where, what, and the remedy."""


class UsageError(UserError):
    """The command line asks for what there is not."""


class GitError(UserError):
    """git could not be run, or could not answer."""
