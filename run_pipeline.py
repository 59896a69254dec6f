"""A folder of factsheets in, one verified dataset of verdicts out. `python run_pipeline.py --help` says how."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from extract.cache import NotKept, opened
from extract.inputs import REJECTED, Entry, find
from extract.pool import Terms, read_all
from extract.processes import NotStarted
from publish.dataset import assemble
from publish.generation import NotWritten, keep_decisions, locked, publish, write
from publish.summary import as_json, printable, show
from schema.kader import KaderError, load

STOPS = (signal.SIGINT, signal.SIGTERM)
STANDS = "The earlier dataset stands; what was read is kept for the next run."
DONE, SOME_REJECTED, WRONG_USAGE, NOT_WRITTEN = 0, 1, 2, 3


def run(options: argparse.Namespace, console: Console) -> int:
    """The flow: inputs → readings → dataset → files → summary. Returns the exit code."""
    kader = load(options.kader)
    terms = Terms(kader, options.timeout, options.ocr == "auto", options.workers)
    kept = options.cache or options.out / ".cache"
    with locked(options.out), opened(kept, kader, terms.ocr, options.force) as cache:
        keep_decisions(options.out)
        entries = find(options.input, (options.out, kept))
        with progress(entries, console, options.quiet) as tick:
            outcomes = read_all(entries, terms, cache, tick)
        dataset = assemble(outcomes, kader)
        code = SOME_REJECTED if any(outcome.status == REJECTED for outcome in outcomes) else DONE
        folder = write(dataset, options.out)
        with no_way_back(code):
            publish(folder, options.out)
    unchanged = sum(outcome.unchanged for outcome in outcomes)
    if options.json:
        print(as_json(dataset, options.out, unchanged))
    elif not options.quiet:
        show(dataset, options.out, unchanged, Console(highlight=False), options.verbose)
    return code


@contextmanager
def no_way_back(code: int) -> Iterator[None]:
    """Signals wait until the dataset is published; from then on they end the run with its own exit `code`, for it is
    done."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
        for number in STOPS:
            signal.signal(number, lambda *_: sys.exit(code))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


@contextmanager
def progress(entries: Sequence[Entry], console: Console, quiet: bool):  # type: ignore[no-untyped-def]
    """Yields the function to call for each document done: a bar on a terminal, plain lines elsewhere."""
    total = len({entry.digest for entry in entries if entry.status is None})
    if quiet or not console.is_terminal:
        yield _plain(console, total, quiet)
        return
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda entry: bar.update(task, advance=1, description=printable(entry.source).replace("[", "\\["))


def _plain(console: Console, total: int, quiet: bool) -> Callable[[Entry], None]:
    done = 0

    def tick(entry: Entry) -> None:
        nonlocal done
        done += 1
        if not quiet:
            print(f"{done}/{total} {printable(entry.source)}", file=console.file)

    return tick


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line, checked. Exits with code 2 where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="run_pipeline.py",
        description="Reads factsheets (PDF, text, markdown, HTML) and writes the dataset of their verdicts.",
    )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parser.add_argument("input", nargs="*", type=Path, metavar="INPUT", help="files and folders; default: samples/")
    parser.add_argument(
        "--out", type=Path, default=Path("outputs"), metavar="DIR", help="where the dataset goes; default: outputs/"
    )
    parser.add_argument(
        "--workers", type=_at_least_one, default=cores, metavar="N", help=f"processes; default: {cores}"
    )
    parser.add_argument("--force", action="store_true", help="read every input again, changed or not")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="where what was read is kept for the next run; default: .cache in the output folder",
    )
    parser.add_argument("--kader", metavar="FILE", help="another framework than the built-in GGSR one (TOML)")
    parser.add_argument(
        "--ocr",
        choices=("auto", "never"),
        default="auto",
        help="read pages without a text layer by OCR, where the extra [ocr] is installed; default: auto",
    )
    parser.add_argument(
        "--timeout",
        type=_at_least_one,
        default=30,
        metavar="S",
        help="CPU seconds per document; default: 30; three times that on the clock",
    )
    parser.add_argument("--json", action="store_true", help="the summary as one JSON object on standard output")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more: also what was skipped, and why")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
    parser.add_argument("--version", action="version", version=f"factsheet-verdicts {_version()}")
    options = parser.parse_args(arguments)
    options.input = options.input or [Path(__file__).parent / "samples"]
    for given in options.input:
        if not os.path.lexists(given):
            parser.error(f"no such input: {printable(given)}. Name a file or a folder that exists.")
    for name, folder in (("--out", options.out), ("--cache", options.cache)):
        if folder and folder.exists() and not folder.is_dir():
            parser.error(f"{name} {printable(folder)} is a file. Name a folder.")
    return options


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _version() -> str:
    try:
        return version("factsheet-verdicts")
    except PackageNotFoundError:
        return "(not installed)"


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    print(f"run_pipeline.py: stopped by {signal.Signals(number).name}. {STANDS}", file=sys.stderr)
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    options = parse(arguments)
    console = Console(stderr=True, highlight=False)
    for number in STOPS:
        signal.signal(number, _stop)
    try:
        return run(options, console)
    except KaderError as error:
        print(f"run_pipeline.py: {printable(error)}", file=sys.stderr)
        return WRONG_USAGE
    except (NotWritten, NotKept, NotStarted) as error:
        print(f"run_pipeline.py: not written: {printable(error)}", file=sys.stderr)
        return NOT_WRITTEN


if __name__ == "__main__":
    sys.exit(main())
