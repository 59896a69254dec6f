"""What one document may cost. Beyond a limit it is rejected, with the limit in the reason.

These are counted while a document is read. The limits of a worker process (CPU seconds, clock, address space) stand in
`extract/pool.py`: they catch what is not counted here. Of the project's own PDFs the largest has 9 pages, 4,800
characters and 700 paths on a page, and 0.4 MB in a stream; what is here is at least ten times that, and is read within
the limits of a worker.
"""

from schema.verdict import Rejected

MB = 2**20

# Of any file: bytes. A factsheet has 0.1 to 5 MB.
LARGEST_FILE = 64 * MB
# Of a text file: characters, and cells of its tables and lines outside them. The largest sample has 27,000 and 500; a
# report of 200 pages has 700,000 and 10,000.
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
