"""How each hook runner is set up, as the README has it, with `sot-guard` on PATH (by pipx, or in an environment).

Where a runner chooses by file names whether it runs anything, the form given here is the one that it always runs.
"""
from __future__ import annotations

import re

from tools import demo

PRE_COMMIT = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
- repo: {published}
  rev: v0.1.0
  hooks:
  - id: sot-guard
"""

_SECTION = (demo.PROJECT / 'README.md').read_text().partition('## Other runners\n')[2].partition('\n## ')[0]
BARE_HOOK, _HUSKY, LEFTHOOK_YML, LEFTHOOK = re.findall(r'(?ms)^```\w+\n(.*?)^```$', _SECTION)
HUSKY = f'npx husky\n{_HUSKY}'

# what a repository with husky has already
LINT_STAGED = """\
{"private": true, "lint-staged": {"docs/*.md": "node .husky/trim.cjs"}}
"""
# the newest lint-staged that Node.js 18 runs too
NPM_PACKAGES = ('husky@9.1.7', 'lefthook@2.2.2', 'lint-staged@15.5.2')

# takes away white space at the ends of lines, as the formatters do that lint-staged is used with
TRIM = """\
const fs = require('fs')
for (const name of process.argv.slice(2)) fs.writeFileSync(name, fs.readFileSync(name, 'utf8').replace(/ +$/gm, ''))
"""

PROBE = """\
- repo: local
  hooks:
  - id: probe
    name: probe
    language: system
    entry: sh .git/probe.sh
    types: []
    always_run: true
    require_serial: true
"""

PROBE_SCRIPT = """\
for name; do printf '%s\\0' "$name"; done >.git/passed
for side in GUIDE.md docs/GUIDE.md; do cat "$side" 2>/dev/null || echo nothing; done >.git/seen
printf %s "$GIT_INDEX_FILE" >.git/index-file
"""

# the forms that a README would show first, and what they let through
LINT_STAGED_ALONE = """\
{"private": true, "lint-staged": {"*": "sot-guard check --staged"}}
"""
LEFTHOOK_RUN = """\
pre-commit:
  jobs:
    - run: sot-guard check --staged
"""
LEFTHOOK_STAGED_FILES = """\
pre-commit:
  jobs:
    - run: sot-guard check --staged {staged_files}
"""
