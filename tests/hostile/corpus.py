"""Some 200 bad inputs with what must become of each. `python -m tests.hostile.corpus FOLDER` makes them.

The same bytes every time. An input's class is its status and how its reason begins; where several are right (a damaged
document gives what is left of it, or nothing) the class is DAMAGED: rejected, or read.
"""

import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.hostile import pdfs, texts
from tests.hostile.small import FOLLOW_UP, follow_up

READ, REJECTED, SKIPPED, DUPLICATE = "read", "rejected", "skipped", "duplicate"
DAMAGED = (READ, REJECTED, DUPLICATE)


@dataclass(frozen=True, slots=True)
class Expected:
    """The class of an input: one of these statuses, and how the reason begins."""

    statuses: tuple[str, ...]
    reason: str = ""


def documents() -> Iterator[tuple[str, bytes, Expected]]:
    """(name, content, class) of the regular files with plain names."""
    for part in (pdfs.bombs, pdfs.loops, pdfs.cuts, texts.no_text, texts.large, texts.injections):
        for name, content, reason in part():
            yield f"{part.__name__}/{name}", content, _class(reason)
    yield "locked.pdf", _encrypted("geheim", "eigenaar"), Expected((REJECTED,), "encrypted")
    yield "owner-locked.pdf", _encrypted("", "eigenaar"), Expected((REJECTED,), "no factsheet")
    yield "half.pdf.part", follow_up(), Expected((SKIPPED,), "a partial download")
    yield "half.crdownload", follow_up(), Expected((SKIPPED,), "a partial download")
    yield "~$open.txt", FOLLOW_UP.encode(), Expected((SKIPPED,), "a hidden file")
    yield ".hidden.pdf", follow_up(), Expected((SKIPPED,), "a hidden file")
    yield "photo.jpg", b"\xff\xd8\xff\xe0", Expected((SKIPPED,), "another kind of file")
    yield "no-suffix", b"\x7fELF", Expected((SKIPPED,), "another kind of file")


def names() -> Iterator[tuple[bytes, str]]:
    """(name as bytes, how it stands in `source`) of sound documents with strange names; all are read."""
    yield b"-rf", ""
    for name in (
        "-rf.txt", "--out=x.txt", "new\nline.txt", "tab\tname.txt", "emoji-\U0001f600.txt", "=cmd().txt", "[red]x.txt",
        "e\u0301.txt", "\u00e9.txt", "Case.txt", "case.txt", "\u202egnp.txt", "\x1b[31m.txt", "'; DROP TABLE.txt",
        "lang-" + "a" * 241 + ".txt", "%s%n.txt", "$(id).txt", "con.txt", " space .txt", "\\x41.txt",
    ):  # fmt: skip
        yield name.encode(), name
    yield b"latin-\xe9\xff.txt", "latin-\\xe9\\xff.txt"


def make(folder: Path) -> dict[str, Expected]:
    """Write all of it; source → class. Links, pipes and sockets are made where the system has them."""
    expected: dict[str, Expected] = {}
    for name, content, what in documents():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        expected[name] = what
    _named(folder, expected)
    _special(folder, expected)
    return expected


def _class(reason: str) -> Expected:
    if reason in ("READ", ""):
        return Expected((READ, DUPLICATE) if reason else DAMAGED)
    return Expected((SKIPPED if reason.startswith("an HTML") else REJECTED,), reason)


def _encrypted(user: str, owner: str) -> bytes:
    canvas = Canvas("", encrypt=StandardEncryption(user, owner), invariant=1)
    canvas.drawString(100, 700, "Uitkomsten")
    return bytes(canvas.getpdfdata())


def _named(folder: Path, expected: dict[str, Expected]) -> None:
    (folder / "names").mkdir()
    for n, (name, source) in enumerate(names()):
        content = FOLLOW_UP.replace("gelden.", f"gelden, {n}.").encode()
        Path(os.fsdecode(os.fsencode(folder / "names") + b"/" + name)).write_bytes(content)
        expected[f"names/{source or '-rf'}"] = Expected((READ,)) if source else Expected((SKIPPED,), "another kind")


def _special(folder: Path, expected: dict[str, Expected]) -> None:
    """Links, loops, pipes, sockets, folders named like documents, a folder that cannot be read."""
    place = folder / "special"
    place.mkdir()
    (place / "good.txt").write_text(FOLLOW_UP, encoding="utf-8")
    for name, target in {
        "out.txt": "/etc/passwd", "device.txt": "/dev/zero", "out-folder": "/etc", "up.txt": "../../outside.txt",
    }.items():  # fmt: skip
        (place / name).symlink_to(target)
        expected[f"special/{name}"] = Expected((SKIPPED,), "a link")
    for name, target in {"loop.txt": "loop.txt", "loop-a.txt": "loop-b.txt", "loop-b.txt": "loop-a.txt"}.items():
        (place / name).symlink_to(target)
        expected[f"special/{name}"] = Expected((SKIPPED,), "a link")
    (place / "dangling.txt").symlink_to("nothing-here.txt")
    (place / "parent").symlink_to("..", target_is_directory=True)
    (place / "inside.txt").symlink_to("good.txt")
    os.mkfifo(place / "pipe.txt")
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(place)  # the path of a socket is at most 108 bytes
    try:
        server.bind("socket.pdf")
    finally:
        os.chdir(here)
        server.close()
    (place / "folder.pdf").mkdir()
    (place / "deep").joinpath(*["d"] * 60).mkdir(parents=True)
    expected |= {
        "special/good.txt": Expected((READ, DUPLICATE)),
        "special/dangling.txt": Expected((SKIPPED,), "a link"),
        "special/parent": Expected((SKIPPED,)),
        "special/inside.txt": Expected((READ, DUPLICATE)),
        "special/pipe.txt": Expected((SKIPPED,), "not a regular file"),
        "special/socket.pdf": Expected((SKIPPED,), "not a regular file"),
        "special/folder.pdf": Expected((SKIPPED,), "a folder"),
    }


if __name__ == "__main__":
    print(len(make(Path(sys.argv[1]))))
