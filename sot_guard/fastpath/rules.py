"""What a configuration says, as far as the fast path looks at it: records on built-ins alone."""
from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence


class Unclear(Exception):
    """The full program has to look."""


class Rule:
    """A `[[pair]]`."""

    def __init__(
        self, source: bytes, copies: Sequence[bytes], *, is_required: bool = False, is_strict: bool = False,
        is_held: Callable[[bytes], bool] | None = None,
    ) -> None:
        # a file, or a folder with `/` at its end
        self.source = source
        # paths that are written out: files or, as the source is one, folders
        self.copies = [copy for copy in copies if b'*' not in copy]
        # of files
        self.globs = [copy for copy in copies if b'*' in copy]
        # whether each folder that a glob's parent matches has to hold a copy
        self.is_required = is_required
        # whether a file that only one of two folders has is refused
        self.is_strict = is_strict
        # whether a file below the folders is compared; None: each is
        self.is_held = is_held
        self.is_folder = source.endswith(b'/')


class Configuration:
    """All that is not about pairs that differ and are touched."""

    def __init__(
        self, file: str, rules: list[Rule], accepted: list[tuple[bytes, bytes, bytes]], *, forbids_duplicates: bool,
        has_roots: bool,
    ) -> None:
        # where it was read
        self.file = file
        self.rules = rules
        # the copy, the id of its source, and its own
        self.accepted = accepted
        self.forbids_duplicates = forbids_duplicates
        self.has_roots = has_roots

    def paths(self, *, folders: bool) -> set[bytes]:
        """Return the folders, or the files, that are written out."""
        return {path for rule in self.rules if rule.is_folder is folders for path in (rule.source, *rule.copies)}
