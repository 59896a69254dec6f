"""Which edition of the program this is: all code and all libraries that decide what is read."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOMS = ("schema", "normalize", "extract")
LIBRARIES = ("pdfplumber", "pdfminer.six", "pypdfium2", "pillow", "rapidfuzz", "regex", "charset-normalizer")


@cache
def edition() -> str:
    """A digest of the code and the libraries that decide what is read, 16 digits."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in (".py", ".tsv")):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(repr([platform.python_version(), *((name, version(name)) for name in LIBRARIES)]).encode())
    return digest.hexdigest()[:16]
