"""What hypothesis makes of the model, and the nasty strings, are those of tests/formats."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "formats"))
