"""What hypothesis draws: names and lines that may act where they are printed."""
from __future__ import annotations

from hypothesis import strategies as st

# what a tracked name can be, and what a line of a diff can be
NAMES = (st.binary(min_size=1, max_size=60) | st.sampled_from([
    b'::error::x', b' ::add-mask::x', b'##[error]x', b'```', b'`', b'\n::error::x', b'\x1b[2J', b'<script>', b'# x',
])).map(lambda raw: raw.replace(b'\0', b'').replace(b'/', b'') or b'x')
LINES = st.lists(
    st.one_of(
        st.binary(max_size=60), st.text(max_size=60).map(str.encode),
        st.sampled_from([
            b'::error::x', b' ::add-mask::e', b'\x0b::set-output name=x::y', b'##[error]x', b'##vso[task.setvariable]x',
            b'```', b'``````', b'~~~', b'\x1b]0;title\x07', b'\x1b[0Ksection_start:0:x\r\x1b[0K',
            b'</code></pre><script>',
            b'x\r::error::y', '\u202e'.encode(), '\x85::error::z'.encode(),
        ]),
    ).map(lambda raw: raw.replace(b'\n', b'')),
    max_size=6,
)
