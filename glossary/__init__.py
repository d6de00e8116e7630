"""gloss keeps a bilingual team's terms beside its text and gives the same answer wherever they write.

The public names, loaded on first use so that `import glossary` costs nothing:

    >>> from glossary import Project
    >>> hits = Project.find_from(".").lookup("蒸馏")
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, without the time that takes
if TYPE_CHECKING:
    from glossary.convert import write as write
    from glossary.errors import GlossaryError as GlossaryError
    from glossary.formats import read as read
    from glossary.memory import TranslationMemory as TranslationMemory
    from glossary.model import Concept as Concept
    from glossary.model import Finding as Finding
    from glossary.model import MemoryMatch as MemoryMatch
    from glossary.model import Suggestion as Suggestion
    from glossary.model import Term as Term
    from glossary.model import TermHit as TermHit
    from glossary.model import TranslationUnit as TranslationUnit
    from glossary.project import Project as Project
    from glossary.termbase import Termbase as Termbase

__version__ = "0.1.0"

_HOMES = {
    "Concept": "model",
    "Finding": "model",
    "GlossaryError": "errors",
    "MemoryMatch": "model",
    "Project": "project",
    "Suggestion": "model",
    "Term": "model",
    "TermHit": "model",
    "Termbase": "termbase",
    "TranslationMemory": "memory",
    "TranslationUnit": "model",
    "read": "formats",
    "write": "convert",
}

__all__ = [
    "Concept",
    "Finding",
    "GlossaryError",
    "MemoryMatch",
    "Project",
    "Suggestion",
    "Term",
    "TermHit",
    "Termbase",
    "TranslationMemory",
    "TranslationUnit",
    "__version__",
    "read",
    "write",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'glossary' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"glossary.{_HOMES[name]}"), name)
