"""The known states of git, of the hook runners and of repositories, by id.

`python -m tests.support.states` prints them all.

Each is a state in which a plausible hook of this kind gave the wrong verdict, printed a stranger's bytes, ran a
stranger's program or lost somebody's text. A test says by `@pytest.mark.state('R-EOL-03')` which ones it builds;
`pytest -k R-EOL-03` runs it. What cannot be built on the machines that run these tests is named in ELSEWHERE alone.
"""
from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

STATES = {
    # what a runner hands to the hook, and when
    'R-PASS-01': 'files modified and added: names in any order, GIT_INDEX_FILE set',
    'R-PASS-02': 'only docs/X is deleted: no name is passed',
    'R-PASS-03': 'docs/X is renamed: the new name alone is passed',
    'R-PASS-04': 'only the mode of a side changes',
    'R-PASS-05': 'a regular file becomes a symlink: stock filters pass no name',
    'R-PASS-06': 'a regular file becomes a submodule',
    'R-PASS-07': 'a regular file becomes a directory: X/a is passed',
    'R-PASS-08': 'the counterpart is only intended to be added (git add -N)',
    'R-PASS-09': 'unmerged entries: runners and git refuse before any hook',
    'R-PASS-10': 'unmerged entries under run --all-files: the hook is run on them',
    'R-PASS-11': 'a conflicted merge is concluded',
    'R-PASS-12': 'a clean merge of one side each: pre-merge-commit passes one of the names',
    'R-PASS-13': 'fast-forward, cherry-pick, revert, rebase and am run no hook: CI has to find it',
    'R-PASS-14': 'merge --squash, then commit',
    'R-PASS-15': 'commit -a, -p and -i: the index is .git/index.lock',
    'R-PASS-16': 'commit -- X leaves out a staged docs/X',
    'R-PASS-17': 'GIT_INDEX_FILE is relative',
    'R-PASS-18': 'an amend, with and without a change',
    'R-PASS-19': 'an empty commit: always_run, no names',
    'R-PASS-20': 'run --all-files does not stash: unstaged edits lie in the work tree',
    'R-PASS-21': 'run --files: untracked, absolute, outside and repeated names',
    'R-PASS-22': 'a range or a push names commits that are not checked out',
    'R-PASS-23': 'a first push, and the deletion of a branch',
    'R-PASS-24': 'the first commit: no HEAD',
    'R-PASS-25': 'a linked work tree, and a repository inside of another: GIT_DIR is absolute',
    'R-PASS-26': 'a commit in docs/: GIT_PREFIX is set',
    'R-PASS-27': 'git --git-dir --work-tree commit from elsewhere',
    'R-PASS-28': 'a prek workspace: the working directory is below the top level',
    'R-PASS-29': 'a sparse checkout and a sparse index leave docs/ out of the work tree',
    'R-PASS-30': 'skip-worktree and assume-unchanged hide an edit',
    'R-PASS-31': 'a partial clone lacks a blob',
    'R-PASS-32': 'a shallow clone',
    'R-PASS-33': 'a repository of somebody else (safe.directory)',
    'R-PASS-34': 'the hook is killed by a signal',
    'R-PASS-35': 'SKIP, --no-verify and core.hooksPath',
    'R-PASS-36': 'no repository, a bare one, a corrupt index, no git',
    # the index against the work tree
    'R-STAGE-01': 'X is staged, the same edit of docs/X is not',
    'R-STAGE-02': 'both are staged alike, docs/X is edited further',
    'R-STAGE-03': 'the counterpart is untracked',
    'R-STAGE-04': 'the counterpart is ignored',
    'R-STAGE-05': 'docs/X is deleted in the work tree alone',
    'R-STAGE-06': 'something else is staged, X is edited',
    'R-STAGE-08': 'something else is staged, docs/X is edited',
    # lists of names that are split over processes
    'R-CHUNK-01': 'the members of a pair are passed to different processes',
    'R-CHUNK-02': 'both members and repeats are passed to one process',
    'R-CHUNK-03': '20,000 names, one pair divergent',
    'R-CHUNK-04': '20,000 names, all fine',
    'R-CHUNK-05': 'the same names in another order',
    # line ends, encodings, filters
    'R-EOL-01': 'core.autocrlf: CRLF and LF on disk, one blob',
    'R-EOL-02': 'eol=crlf on one side, eol=lf on the other',
    'R-EOL-03': 'a CRLF blob and an LF blob',
    'R-EOL-04': '-text on one side alone',
    'R-EOL-04b': 'CRLF in the index of one side already, the other added under autocrlf',
    'R-EOL-05': 'a BOM on one side',
    'R-EOL-06': 'no final newline on one side',
    'R-EOL-07': 'a clean filter on one side makes equal blobs of unlike files',
    'R-EOL-07b': 'a clean filter that answers otherwise each time',
    'R-EOL-08': 'UTF-16',
    'R-EOL-09': 'an encoding other than UTF-8',
    'R-EOL-10': 'working-tree-encoding on one side',
    'R-EOL-11': 'NUL bytes',
    'R-EOL-12': 'a lone CR',
    'R-EOL-13': 'empty files',
    'R-EOL-14': 'only the modes differ',
    'R-EOL-15': 'an unstaged change of line ends alone',
    'R-EOL-16': 'a Git LFS pointer on one side',
    'R-EOL-17': 'attributes that silence git diff (-diff, binary)',
    'R-EOL-18': 'the ident attribute',
    'R-EOL-19': 'export-subst, renormalisation, core.whitespace',
    # names
    'R-NAME-01': 'spaces, quotes, line feeds, wildcards, pathspec magic, control characters in a name',
    'R-NAME-01b': 'a name that is the syntax of a revision',
    'R-NAME-02': 'a name that is not UTF-8',
    'R-NAME-03': 'a tracked file is named like an option',
    'R-NAME-04': './X, a/../X, and the same name twice',
    'R-NAME-05': 'absolute names',
    'R-NAME-06': 'names outside of the repository',
    'R-NAME-07': 'names that differ in case alone',
    'R-NAME-07b': 'names that differ in Unicode form alone',
    'R-NAME-08': 'a name inside of .git',
    'R-NAME-09': 'a bare --',
    'R-NAME-10': 'an unknown option',
    'R-NAME-11': 'an empty argument',
    'R-NAME-12': 'a tracked file is named like an excluding pathspec',
    'R-NAME-13': 'a path of 3,600 bytes',
    # symlinks
    'R-LINK-01': 'X is a symlink to docs/X',
    'R-LINK-02': 'docs/X is a symlink to X',
    'R-LINK-03': 'a dangling symlink',
    'R-LINK-04': 'a symlink out of the repository',
    'R-LINK-05': 'a symlink to a device',
    'R-LINK-06': 'a symlink to itself',
    'R-LINK-07': 'symlinks in a circle',
    'R-LINK-08': 'docs is a symlink out of the repository',
    'R-LINK-09': 'docs is a symlink to another folder of the repository',
    'R-LINK-10': 'X is a symlink to another document',
    'R-LINK-11': 'core.symlinks=false: the link is a text file on disk',
    'R-LINK-12': 'a symlink to a directory',
    'R-LINK-13': 'a symlink in the work tree that is not staged',
    'R-LINK-14': 'a symlink to a FIFO',
    # kinds and sizes of files
    'R-TYPE-01': 'X is a directory: a listing gives X/f',
    'R-TYPE-02': 'a file is called docs',
    'R-TYPE-04': 'a FIFO lies in place of a tracked file',
    'R-TYPE-05': 'a file on disk cannot be read',
    'R-TYPE-06': 'docs/ cannot be searched',
    'R-TYPE-07': 'hard links',
    'R-TYPE-08': 'very large files',
    'R-TYPE-09': 'repetitive lines, which keep a diff busy',
    'R-TYPE-10': 'one line of 8 MB',
    'R-TYPE-11': '200,000 different lines',
    'R-TYPE-12': 'one line of 2 MB',
    'R-TYPE-13': 'a file changes while it is read',
    # output
    'R-OUT-01': 'ESC in contents and names',
    'R-OUT-02': 'a line that is a workflow command (::cmd::)',
    'R-OUT-03': 'the older form of it anywhere in a line (##[cmd])',
    'R-OUT-04': 'CR and other line ends inside of a line',
    'R-OUT-05': '::stop-commands:: in contents',
    'R-OUT-06': 'a line feed and a command in a name',
    'R-OUT-07': 'GitLab section markers',
    'R-OUT-08': 'Azure ##vso commands',
    'R-OUT-09': 'bidirectional and zero-width characters',
    'R-OUT-10': 'an ASCII stream',
    'R-OUT-11': 'a cp1252 stream',
    'R-OUT-12': 'the C locale',
    'R-OUT-13': 'standard output is closed',
    'R-OUT-14': 'standard error is closed',
    'R-OUT-15': 'standard input is closed',
    'R-OUT-16': 'standard output is full',
    'R-OUT-17': 'standard output is a broken pipe',
    'R-OUT-18': 'a terminal: colour',
    'R-OUT-19': 'NO_COLOR, TERM=dumb, a pipe: no colour',
    'R-OUT-20': 'GITHUB_OUTPUT, GITHUB_ENV and GITHUB_PATH are not written',
    'R-OUT-21': 'backticks in a document, and Markdown of ours around it',
    'R-OUT-22': 'C1 controls, DEL, backspace, bell',
    'R-OUT-23': 'our own annotations escape what they carry',
    'R-OUT-24': 'suggested commands and names that a shell would read otherwise',
    'R-OUT-25': 'SIGINT, SIGTERM, SIGPIPE',
    'R-OUT-26': 'exit codes of git diff --no-index decide nothing',
    # resolve and its safety
    'R-FIX-01': 'git merge-file: 255 is an error, 1 to 127 are conflicts',
    'R-FIX-02': 'a conflict is written into neither copy',
    'R-FIX-02b': 'conflict markers in a side already',
    'R-FIX-02c': 'CRLF on one side, LF on the other',
    'R-FIX-03': 'unstaged or partly staged changes',
    'R-FIX-04': 'an untracked or ignored counterpart',
    'R-FIX-05': 'docs, or the file, is a symlink',
    'R-FIX-06': 'modes are kept',
    'R-FIX-07': 'no common base',
    'R-FIX-08': 'binary files',
    'R-FIX-09': 'a shallow history',
    'R-FIX-10': 'staged text that the work tree has not any more',
    'R-FIX-11': 'identical copies, and a second run',
    'R-FIX-12': 'a file is edited while we work',
    'R-FIX-14': 'resolve under a hook',
    'R-FIX-15': 'the way back',
    'R-FIX-16': 'a crash between two writes',
    # git's environment and settings
    'R-GIT-01': 'diff.external',
    'R-GIT-02': 'GIT_EXTERNAL_DIFF',
    'R-GIT-03': 'a diff driver or textconv of an attribute',
    'R-GIT-04': 'core.fsmonitor names a program',
    'R-GIT-05': 'clean and process filters name programs',
    'R-GIT-06': 'a pager',
    'R-GIT-07': 'colour forced on',
    'R-GIT-08': 'prefixes, context, order and abbreviations of diffs are configured',
    'R-GIT-09': 'another language, pathspec variables',
    'R-GIT-10': 'GIT_INDEX_FILE names another index',
    'R-GIT-11': 'GIT_DIR names another repository',
    'R-GIT-12': 'docs/ is a bare repository to git',
    'R-GIT-13': 'modules of Python in the root',
    'R-GIT-14': 'git replace',
    'R-GIT-15': 'aliases and hooks of reading commands',
    'R-GIT-17': 'configuration by environment (GIT_CONFIG_COUNT, GIT_CONFIG_PARAMETERS)',
    'R-GIT-18': 'GIT_WORK_TREE names another work tree',
    'R-GIT-19': 'git.exe in the current directory',
    'R-GIT-20': "a stranger's configuration of sot-guard",
    # states of our own finding
    'R-OWN-01': 'a name ends like the entry of the configuration in a listing of git (a tab in it)',
    'R-OWN-02': 'a file is named like the id of an object, the empty tree among them',
    'R-OWN-03': 'a pushed branch is named like an option',
    'R-OWN-04': 'a line of output begins with a name that is a workflow command',
    'R-OWN-05': 'grafts (.git/info/grafts)',
    'R-OWN-06': 'core.worktree, a configuration of the work tree, includes, GIT_CONFIG_GLOBAL',
    'R-OWN-07': 'log.showSignature, gpg.program, a mailmap, notes',
    'R-OWN-08': 'a promisor remote whose address names a program',
    'R-OWN-09': 'MERGE_HEAD or SQUASH_MSG is a folder, a FIFO, a device, or holds anything else',
    'R-OWN-10': 'a tree names a path twice',
    'R-OWN-11': 'a configuration that is hard to read: NUL, not UTF-8, deep, long numbers, no dates',
    'R-OWN-12': 'GITHUB_STEP_SUMMARY is no regular file',
    'R-OWN-13': 'docs is a submodule, or holds a repository of its own',
    'R-OWN-14': 'the repository lies at a path that acts where it is printed',
    # what runners do with a change of line ends
    'R-PC-06': 'a change that only renormalises is not stashed by the runners',
}

# what the machines that run the tests cannot build, and why
ELSEWHERE = {
    'R-GIT-19': 'only Windows looks into the current directory for a program',
}

TESTS = Path(__file__).parents[1]


def built_by() -> dict[str, list[str]]:
    """The tests that build each state, as `file::name`, read from the sources."""
    found = defaultdict(list)
    for path in sorted(TESTS.rglob('test_*.py')):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
                # parameters with marks of their own may stand in a table of the module, which is not looked into
                for call in calls:
                    if ast.unparse(call.func) == 'pytest.mark.state':
                        for argument in call.args:
                            assert isinstance(argument, ast.Constant)
                            found[str(argument.value)].append(f'{path.relative_to(TESTS)}::{node.name}')
    return {state: list(dict.fromkeys(names)) for state, names in found.items()}


def main() -> int:
    tests = built_by()
    for state, words in STATES.items():
        print(f'{state:10}  {words}')
        for where in tests.get(state, [f'not here: {ELSEWHERE.get(state, "no test")}']):
            print(f'{"":12}{where}')
    here = len(STATES) - len(ELSEWHERE)
    print(f'{len(STATES)} states, {here} built in {len({name for names in tests.values() for name in names})} tests')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
