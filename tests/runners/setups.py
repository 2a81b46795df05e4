"""How each hook runner is set up, as a user would paste it, with `sot-guard` on PATH (by pipx, or in an environment).

Where a runner chooses by file names whether it runs anything, the form given here is the one that it always runs.
"""
from __future__ import annotations

PRE_COMMIT = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
- repo: {published}
  rev: v0.1.0
  hooks:
  - id: sot-guard
"""

BARE_HOOK = """\
printf '#!/bin/sh\\nexec sot-guard check --staged\\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
cp .git/hooks/pre-commit .git/hooks/pre-merge-commit
"""

# last, because what lint-staged runs may change what is staged
HUSKY = """\
npx husky
echo 'sot-guard check --staged' >>.husky/pre-commit
echo 'sot-guard check --staged' >>.husky/pre-merge-commit
"""

# a script, because a `run` is left out where only types of files change
LEFTHOOK_YML = """\
pre-commit:
  jobs:
    - script: sot-guard.sh
      runner: sh
pre-merge-commit:
  jobs:
    - run: sot-guard check --staged
"""
LEFTHOOK = """\
mkdir -p .lefthook/pre-commit
echo 'sot-guard check --staged' >.lefthook/pre-commit/sot-guard.sh
chmod +x .lefthook/pre-commit/sot-guard.sh
npx lefthook install
"""

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
