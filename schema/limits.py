"""All limits, in one place: of documents, of processes, of messages and of what is kept.

docs/reliability.md says what they promise.

What a document may cost is counted while it is read; beyond a limit it is rejected, with the limit in the reason. Of
the project's own PDFs the largest has 9 pages, 4,800 characters and 700 paths on a page, and 0.4 MB in a stream.
"""

from schema.verdict import Rejected

MB = 2**20

# Clock seconds per CPU second: on a busy machine a document got 10 to 29 CPU seconds out of 30 on the clock.
CLOCK_PER_CPU = 3
# CPU seconds that a worker spends itself on each page that OCR reads: on the marks and rules in its picture.
CPU_PER_PICTURE = 5
# Address space of a worker, in bytes. pdfplumber and pdfium need some 500 MB; workers import no pyarrow.
MEMORY = 512 * MB
# A worker is renewed after so many documents: what a library leaks goes with it.
RENEWED_AFTER = 50
# Clock seconds within which a worker must be ready, and how many in a row may fail to be. It takes 0.5 to 2.
START_SECONDS = 60
STARTS = 3
# What a worker may say of one document, in bytes. The largest sample's reading is 60 kB.
LARGEST_MESSAGE = 8 * MB
# What is kept of earlier runs, in bytes; the oldest goes first.
MOST_KEPT = 1024 * MB

# Of any file: bytes. A factsheet has 0.1 to 5 MB.
LARGEST_FILE = 64 * MB
# Of a text file: characters, and cells of its tables and lines outside them. The largest sample has 27,000 and 500.
LARGEST_TEXT = 2 * MB
MOST_CELLS = 30_000
# Of an HTML table: places that its cells cover, spans included.
MOST_SPANNED = 100_000
# Of a PDF: pages.
MOST_PAGES = 1_000
# Of one page of a PDF: characters, painted paths, forms and pictures drawn, and tokens in its content streams.
MOST_CHARACTERS = 50_000
MOST_PATHS = 10_000
MOST_FORMS = 5_000
MOST_TOKENS = 300_000
# Bytes out of one stream, and out of all streams of a PDF.
LARGEST_STREAM = 16 * MB
MOST_DECODED = 64 * MB
# Bytes of a stream in ASCII85, of which decoding takes a hundred times as many (5 MB: 505 MB).
LARGEST_ASCII85 = 1 * MB
# Objects that one table of a PDF may announce.
MOST_OBJECTS = 1_000_000
# Codes of a font that one range may name: a font has no more.
MOST_CODES = 65_536


def within(count: int, most: int, of_what: str) -> None:
    """Raises Rejected where there are more than `most`."""
    if count > most:
        raise Rejected(f"too large: it has more than {most:,} {of_what}.")
