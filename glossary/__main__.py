"""`gloss` and `python -m glossary`: ready for Ctrl-C before anything that takes time is imported."""

from __future__ import annotations

import os
import signal


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from glossary.cli import main as run

    run()


if __name__ == "__main__":
    main()
