"""Text files that are no text, that say dangerous things, or that a regular expression or a table could choke on."""

from collections.abc import Iterator

from tests.hostile.small import FOLLOW_UP, follow_up

Entry = tuple[str, bytes, str]
MB = 2**20

# What nearly matches each pattern of the project, repeated to any length.
BAIT = {
    "brackets": "(",
    "brackets-closed": "()",
    "bracket-words": "(a ",
    "dashes": "- ",
    "hyphens": "a-",
    "years": "(2013:",
    "years-bare": "2013 ",
    "let-op": "LET OP",
    "let-op-colon": "LET OP: ",
    "tags": "<a ",
    "tags-closed": "</p>",
    "tags-open": "<",
    "tag-comments": "<!--",
    "tag-comment-dashes": "<!-- - ",
    "tables": "<table",
    "rows": "<tr><td>",
    "hidden": "<script>",
    "entities": "&#",
    "entities-words": "&a",
    "entities-whole": "&amp;",
    "bold": "**a",
    "bold-stars": "*",
    "underscores": "__a ",
    "hashes": "# ",
    "quotes": "'a ",
    "quotes-double": '"',
    "pipes": "|",
    "pipes-spaced": "| ",
    "pipe-rules": "|-",
    "pipes-escaped": "\\|",
    "tabs": "\t",
    "tab-words": "a\t",
    "spaces": " ",
    "newlines": "\n",
    "returns": "\r",
    "marks": "X ",
    "ticks": "✓",
    "mark-tags": "<b>X</b>",
    "numbers": "1.",
    "numbers-spaced": "1. ",
    "page-numbers": "pagina 1 ",
    "letters": "a",
    "capitals": "A",
    "words": "woord ",
    "capital-words": "Woord ",
    "months": "juni ",
    "aanpak": "aanpak ",
    "aanpak-colon": "Aanpak: A ",
    "aanpak-names": "de aanpak A en ",
    "gemeente": "gemeente ",
    "gemeente-name": "Den Haag ",
    "jaar": "jaar: ",
    "title": "uitkomsten toezichtonderzoek ",
    "vervolg": "Vervolg uitkomsten ",
    "indicator": "indicator 2013 ",
    "criteria": "criteria indicatoren ",
    "heeft": "heeft de aanpak 'a",
    "sentences": "A. ",
    "accents": "e\u0301",
    "soft-hyphens": "a\u00ad",
    "wide": "\u3000",
    "commas": ", ",
    "en": " en ",
    "colons": "Aa: ",
}

EVIL = (
    '=HYPERLINK("http://e.example")',
    "\x1b[2J\x1b]0;x\x07",
    "\u202eetneemeg",
    "<script>alert(1)</script>",
    "../../../x",
)


def bait(kind: str, size: int) -> str:
    """So many characters of it."""
    return (BAIT[kind] * (size // len(BAIT[kind]) + 1))[:size]


def no_text() -> Iterator[Entry]:
    """What is named like a document and is none, or in a strange encoding."""
    yield "empty.txt", b"", "empty"
    yield "spaces.txt", b" \n\t\r\n" * 1000, "empty"
    yield "zeros.txt", bytes(100_000), "empty"
    yield "bom-only.txt", b"\xef\xbb\xbf", ""
    yield "bom-utf-16-only.txt", b"\xff\xfe", ""
    yield "bom-utf-32-only.txt", b"\xff\xfe\x00\x00", ""
    yield "one-byte.txt", b"X", "no factsheet"
    yield "zip.pdf", b"PK\x03\x04" + bytes(range(256)), "another type"
    yield "docx.pdf", b"PK\x03\x04\x14\x00\x06\x00word/document.xml", "another type"
    yield "docx.txt", b"PK\x03\x04\x14\x00\x06\x00word/document.xml", "another type"
    yield "old-office.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "another type"
    yield "png.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100), "another type"
    yield "jpeg.pdf", b"\xff\xd8\xff\xe0" + bytes(100), "another type"
    yield "gif.txt", b"GIF89a" + bytes(100), "another type"
    yield "gzip.txt", b"\x1f\x8b\x08" + bytes(100), "another type"
    yield "rtf.txt", b"{\\rtf1 Indicator\t2013}", "another type"
    yield "bytes.txt", bytes(range(256)) * 400, "no text"
    yield "not-found.pdf", b"<!doctype html><html><title>404 Not Found</title><h1>Not Found</h1>", "an HTML page"
    yield "not-found-upper.pdf", b"<HTML><HEAD><TITLE>404</TITLE></HEAD><BODY>404</BODY></HTML>", "an HTML page"
    yield "json.txt", b'{"error": "not found"}', "no factsheet"
    yield "half-utf-16.txt", FOLLOW_UP.encode("utf-16")[:-1], ""
    yield "utf-16.txt", FOLLOW_UP.encode("utf-16"), "READ"
    yield "utf-16-le.txt", FOLLOW_UP.encode("utf-16-le"), "READ"
    yield "utf-16-be.txt", FOLLOW_UP.encode("utf-16-be"), "READ"
    yield "utf-16-wrong-bom.txt", b"\xfe\xff" + FOLLOW_UP.encode("utf-16-le"), ""
    yield "utf-16-lone-surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 1000, ""
    yield "utf-32.txt", FOLLOW_UP.encode("utf-32"), ""
    yield "utf-32-le.txt", FOLLOW_UP.encode("utf-32-le"), "no factsheet"
    yield "utf-8-cut.txt", FOLLOW_UP.encode()[:-10] + b"\xe2\x9c", ""
    yield "utf-8-twice.txt", FOLLOW_UP.encode().decode("latin-1").encode(), ""
    yield "utf-8-overlong.txt", b"\xc0\xaf\xe0\x80\xaf" * 1000, ""
    yield "null-between.txt", FOLLOW_UP.replace(" ", " \0", 3).encode(), ""
    yield "controls.txt", "".join(map(chr, range(1, 32))).encode() * 1000, ""
    yield "pdf-inside.txt", b"x" * 900 + b"%PDF-1.4", ""
    yield "two-glued.pdf", follow_up() + follow_up(), "READ"


def large() -> Iterator[Entry]:
    """A megabyte and more in one line, one table, one cell."""
    front, _, _ = FOLLOW_UP.partition("Uitkomsten verbeterpunten\n\n")
    head, row = "Indicator\t2013\t2014\n", "Er zijn samenwerkingsafspraken gemaakt over de aanpak\tX Nee.\t✓ Ja.\n"
    yield "line.txt", b"a" * MB, "no factsheet"
    yield "line-of-words.txt", b"woord " * 170_000, "no factsheet"
    yield "lines.txt", b"woord\n" * 170_000, ""
    yield "lines-empty.txt", b"\n" * MB + b"a", ""
    yield "too-large.txt", b"regel\n" * 900_000, "too large"
    yield "far-too-large.txt", b"a" * (65 * MB), "too large"
    yield "rows.txt", (front + head + row * 10_000).encode(), ""
    yield "columns-of-tabs.txt", (front + "Indicator" + "\t2013" * 100_000).encode(), ""
    yield "columns-of-pipes.txt", ("|" + "a|" * 300_000 + "\n" + "|" + "-|" * 100_000).encode(), ""
    yield "pipes-ragged.txt", ("\n".join("|" + "a|" * (n % 1000) for n in range(2000))).encode(), ""
    yield (
        "one-long-cell.txt",
        (front + head + "Er zijn samenwerkingsafspraken gemaakt over de aanpak\tX " + "woord " * 150_000).encode(),
        "",
    )
    yield (
        "indicators-in-one-cell.txt",
        (
            front + head + "Er zijn samenwerkingsafspraken gemaakt over de aanpak " * 2_000 + "\tX Nee.\t✓ Ja.\n"
        ).encode(),
        "",
    )
    yield (
        "indicators-as-lines.txt",
        (front + head.replace("\t", " ") + "Er zijn samenwerkingsafspraken gemaakt over de aanpak\n" * 2_000).encode(),
        "",
    )
    yield (
        "marks-in-one-cell.txt",
        (front + head + "Er zijn samenwerkingsafspraken gemaakt over de aanpak\t" + "<p>X Nee.</p>" * 20_000).encode(),
        "",
    )
    yield (
        "let-op-many.txt",
        (
            front + head + "Er zijn samenwerkingsafspraken gemaakt over de aanpak\tX Nee. " + "LET OP: x " * 50_000
        ).encode(),
        "",
    )
    yield "html-deep.html", b"<html><body>" + b"<div>" * 150_000, "an HTML page"
    yield "html-deep-tables.html", b"<html><body>" + b"<table><tr><td>" * 60_000, "an HTML page"
    yield "html-unclosed.html", b"<html><body><table" + b"<td" * 200_000, "an HTML page"
    yield "html-comment-unclosed.html", b"<html><body><!--" + b" -" * 400_000, "an HTML page"
    yield "html-colspan.html", _html('<td colspan="100000" rowspan="100000">X</td>' * 2_000), "an HTML page"
    yield "html-rowspans.html", _html('<tr><td rowspan="99">a</td></tr>' * 8_000), "an HTML page"
    yield "html-script-unclosed.html", b"<html><script>" + b"a" * MB, "an HTML page"
    yield "html-attributes.html", _html("<td " + "a=1 " * 200_000 + ">X</td>"), "an HTML page"
    yield "html-entities.html", _html("&amp;" * 150_000), "an HTML page"
    for kind in (
        "brackets",
        "hyphens",
        "years",
        "let-op",
        "tags",
        "pipes",
        "tabs",
        "aanpak-names",
        "mark-tags",
        "title",
    ):
        yield f"bait-{kind}.txt", (FOLLOW_UP + bait(kind, MB // 4)).encode(), ""


def injections() -> Iterator[Entry]:
    """What would be a formula, an escape, a script or a path if anything took it for one; all are read."""
    for n, evil in enumerate(EVIL):
        yield f"gemeente-{n}.txt", FOLLOW_UP.replace("Leeuwarden", evil, 1).encode(), "READ"
        yield f"aanpak-{n}.txt", FOLLOW_UP.replace("Sociale Wijkteams", evil).encode(), "READ"
        yield f"indicator-{n}.txt", FOLLOW_UP.replace("Er zijn samenwerkingsafspraken", evil).encode(), "READ"
        yield f"finding-{n}.txt", FOLLOW_UP.replace("De teamleider", evil).encode(), "READ"


def _html(body: str) -> bytes:
    return f"<html><body><table><tr><th>Indicator</th><th>2013</th></tr>{body}</table></body></html>".encode()
