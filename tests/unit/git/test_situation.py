"""What a hook can tell of the commit that it is run for."""
from __future__ import annotations

from sot_guard.git.situation import hook_context


def test_a_commit_of_named_paths_is_known_by_its_index() -> None:
    assert not any(hook_context({'GIT_INDEX_FILE': '/x/next-index-1/index'}, b''))
    assert hook_context({'GIT_INDEX_FILE': 'C:\\x\\.git\\next-index-12.lock'}, b'').of_paths
