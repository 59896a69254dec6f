"""The only caller of OCRmyPDF: the picture of a page in, the same page with a text layer out.

A page is rendered first and OCR sees nothing but that picture: neither Ghostscript nor OCRmyPDF ever opens the
document itself, and the boxes of the words are those of the page as displayed. OCRmyPDF and all that it starts run in
a process group of their own, in a fresh folder, within limits; the group dies with the process that started it.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from schema.verdict import Rejected

# Limits of each process that reads a page: CPU seconds, address space and size of a file in bytes. Measured: 2 to 7
# CPU seconds of Tesseract for a page of A4 at 300 dpi, 0.4 GB.
CPU_SECONDS = 60
MEMORY = 2 * 2**30
FILE_SIZE = 2**29
# Clock seconds for a page: as many per CPU second as a document has (`schema.limits`).
CLOCK_SECONDS = 3 * CPU_SECONDS
# A document with more pages to be read by OCR is not read: factsheets have up to 12.
MOST_PAGES = 100
# The resolution that pages are rendered at for OCR.
DPI = 300

LANGUAGE = "nld"
ADVICE = (
    "no text layer: its pages are pictures. Install the extra [ocr] (OCRmyPDF with Tesseract and its Dutch data, from "
    "Debian's packages: ocrmypdf, tesseract-ocr-nld) and run again."
)
SWITCHED_OFF = "no text layer: its pages are pictures, and OCR is switched off. Run again without --ocr never."

# The text layer is Tesseract's own (sandwich): its font is GlyphLessFont in every version. A page is neither turned
# nor straightened, so that boxes fit the page as it was. Tesseract's own time limit would pass a page over in
# silence; the limits below end the whole command.
_OPTIONS = (
    *("--language", LANGUAGE, "--jobs", "1", "--force-ocr", "--pdf-renderer", "sandwich", "--output-type", "pdf"),
    *("--optimize", "0", "--tesseract-timeout", str(2 * CLOCK_SECONDS), "--quiet"),
)
# Sets the limits, and watches standard input: where that ends, whoever started this is gone, and so are the folder
# and the group.
_GUARD = f"""
ulimit -c 0; ulimit -t {CPU_SECONDS}; ulimit -v {MEMORY // 1024}; ulimit -f {FILE_SIZE // 512}
exec 3<&0; {{ read -r _ <&3; rm -rf -- "$TMPDIR"; kill -KILL 0; }} &
exec "$@" 3<&- </dev/null
"""
# What OCRmyPDF's exit codes mean to a person.
_FAILURES = {
    3: "a program that OCRmyPDF needs is missing; see its documentation",
    5: "there is no room or no permission for temporary files",
    7: f"it takes more than {CPU_SECONDS} CPU seconds or {MEMORY // 2**30} GB a page, or Tesseract failed",
    -signal.SIGXCPU: f"it takes more than {CPU_SECONDS} CPU seconds a page",
    -signal.SIGKILL: f"it takes more than {CPU_SECONDS} CPU seconds a page",
}


class MoreTime(Exception):
    """A document has `pages` pages that are pictures, with or without a text layer: more than were granted."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Ocr:
    """Whether pages may be read by OCR; and for how many pages that are pictures there is time (None: for all)."""

    allowed: bool = True
    granted: int | None = None

    def hindrance(self) -> str | None:
        """Why pages cannot be read by OCR, and what to do; None where they can."""
        if not self.allowed:
            return SWITCHED_OFF
        return ADVICE if available() else None

    def claim(self, pages: int) -> None:
        """Raises MoreTime where there is no time for so many pages that are pictures."""
        if self.granted is not None and pages > self.granted:
            raise MoreTime(pages)


# Wherever OCR is installed, and as many pages as there are.
AUTO = Ocr()


def available() -> str | None:
    """What is missing for OCR on this machine; None where nothing is."""
    return _missing(_search_path())


def programs() -> str:
    """What OCR is done by: each program with the size and the time of its file."""
    found = [shutil.which(program, path=_search_path()) for program in ("ocrmypdf", "tesseract")]
    stats = [(program, os.stat(program)) for program in found if program]
    return repr([(program, about.st_size, about.st_mtime_ns) for program, about in stats])


def recognised(picture: bytes) -> bytes:
    """A PDF of one page, as large as the picture (PNG, its resolution stated in it) is, with the words in it as
    invisible text. Raises Rejected, with a reason in plain words, where OCR fails or takes too long."""
    path = _search_path()
    program = shutil.which("ocrmypdf", path=path)
    if program is None:
        raise Rejected(ADVICE)
    with TemporaryDirectory(prefix="factsheet-ocr-", ignore_cleanup_errors=True) as folder:
        page, result = Path(folder, "page.png"), Path(folder, "page.pdf")
        page.write_bytes(picture)
        failure = _failure_of([program, *_OPTIONS, str(page), str(result)], folder, path)
        if failure or not result.is_file():
            raise Rejected(f"its pages are pictures, and OCR could not read them: {failure or 'it gave nothing'}.")
        return result.read_bytes()


def _failure_of(command: list[str], folder: str, path: str) -> str | None:
    """Run the command in the folder, within the limits; what went wrong, or None."""
    environment = {"PATH": path, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    environment |= {name: os.environ[name] for name in ("TESSDATA_PREFIX", "LD_LIBRARY_PATH") if name in os.environ}
    with subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "sh", *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            code = process.wait(CLOCK_SECONDS)
        except subprocess.TimeoutExpired:
            return f"it takes more than {CLOCK_SECONDS} seconds a page"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return _FAILURES.get(code, f"OCRmyPDF ended with code {code}") if code else None


def _search_path() -> str:
    """Where programs are looked for: on PATH, then beside the interpreter (a virtual environment not activated)."""
    return os.pathsep.join(filter(None, (os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent))))


@cache
def _missing(path: str) -> str | None:
    for program in ("ocrmypdf", "tesseract"):
        if shutil.which(program, path=path) is None:
            return program
    try:
        languages = subprocess.run(
            [str(shutil.which("tesseract", path=path)), "--list-langs"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CPU_SECONDS,
            check=True,
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return "tesseract"
    return None if LANGUAGE.encode() in languages else "Tesseract's Dutch data"
