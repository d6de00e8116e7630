"""Which SQLite may do what: write-ahead logging is safe on some versions only."""

from __future__ import annotations

_FIXED = (3, 51, 3)
_BACKPORTS = ((3, 44, 6), (3, 50, 7))


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose a committed transaction when one connection writes while another checkpoints.

    3.7.0 to 3.51.2 can, but for the back-ports 3.44.6 and 3.50.7 and what follows them in their lines
    (sqlite.org/wal.html, "The WAL-reset bug").
    """
    if version >= _FIXED or version < (3, 7, 0):
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in _BACKPORTS)
