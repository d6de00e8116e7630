"""The only plug mechanism: a plug is a file that holds a certain constant.

`discover("glossary.checks", "CHECKS")` gives the constant of every module of that package that has
one. Names with an underscore in front are helpers, not plugs. There are no entry points and no
registration calls: to add a plug, write one file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path


def discover(package: str, constant: str, *, mentioning: str = "") -> dict[str, object]:
    """Map the name of each module of `package` to its `constant`, sorted by name; modules without it are left out.

    Args:
        package: Its full name.
        constant: The name of the constant.
        mentioning: Modules whose source does not hold this text are not worth importing.
    """
    home = importlib.import_module(package)
    names = sorted(
        info.name
        for info in pkgutil.iter_modules(home.__path__)
        if not info.name.startswith("_") and _may_hold(home.__path__, info.name, (constant, mentioning))
    )
    modules = ((name, importlib.import_module(f"{package}.{name}")) for name in names)
    return {name: getattr(module, constant) for name, module in modules if hasattr(module, constant)}


def _may_hold(paths: Iterable[str], name: str, texts: Iterable[str]) -> bool:
    """Whether a module is worth importing: its source holds all of these texts, or cannot be seen."""
    sources = [source for path in paths if (source := Path(path, f"{name}.py")).is_file()]
    wanted = [text.encode(errors="replace") for text in texts]
    return not sources or any(all(text in data for text in wanted) for data in map(Path.read_bytes, sources))
