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


def discover(package: str, constant: str) -> dict[str, object]:
    """Map the name of each module of `package` to its `constant`, sorted by name; modules without it are left out."""
    home = importlib.import_module(package)
    names = sorted(
        info.name
        for info in pkgutil.iter_modules(home.__path__)
        if not info.name.startswith("_") and _may_hold(home.__path__, info.name, constant)
    )
    modules = ((name, importlib.import_module(f"{package}.{name}")) for name in names)
    return {name: getattr(module, constant) for name, module in modules if hasattr(module, constant)}


def _may_hold(paths: Iterable[str], name: str, constant: str) -> bool:
    """Whether a module is worth importing: its source names the constant, or cannot be seen."""
    sources = [source for path in paths if (source := Path(path, f"{name}.py")).is_file()]
    return not sources or any(constant.encode() in source.read_bytes() for source in sources)
