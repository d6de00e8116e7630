"""What is cached under a hash of its content may as well be shared; starting cold each time takes its toll."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("warm"))
