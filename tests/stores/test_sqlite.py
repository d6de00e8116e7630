"""Which SQLite is safe with write-ahead logging."""

from __future__ import annotations

import pytest

from glossary.stores.sqlite import has_wal_reset_bug


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        pytest.param("3.6.23", False, id="3.6.23: no write-ahead logging yet"),
        pytest.param("3.7.0", True, id="3.7.0: the first with it"),
        pytest.param("3.40.1", True, id="3.40.1: a distribution's"),
        pytest.param("3.44.5", True, id="3.44.5: before its back-port"),
        pytest.param("3.44.6", False, id="3.44.6: back-port"),
        pytest.param("3.44.7", False, id="3.44.7: after its back-port"),
        pytest.param("3.45.0", True, id="3.45.0: a line without a back-port"),
        pytest.param("3.50.6", True, id="3.50.6: before its back-port"),
        pytest.param("3.50.7", False, id="3.50.7: back-port"),
        pytest.param("3.51.0", True, id="3.51.0: newer than a back-port, but without it"),
        pytest.param("3.51.2", True, id="3.51.2: the last with the bug"),
        pytest.param("3.51.3", False, id="3.51.3: the fix"),
        pytest.param("3.52", False, id="3.52: later, in two numbers"),
        pytest.param("4.0.0", False, id="4.0.0: much later"),
    ],
)
def test_wal_reset_bug(version: str, bug: bool) -> None:
    assert has_wal_reset_bug(tuple(map(int, version.split(".")))) is bug
