"""What lies in the input folder: every entry once, and nothing followed or opened that is no plain file in it."""

import os
from pathlib import Path

import pytest

from extract.inputs import SKIPPED, Entry, find


def entries(folder: Path, out: Path | None = None) -> dict[str, Entry]:
    found = find([folder], [out or folder.parent / "out"])
    assert len({entry.source for entry in found}) == len(found)
    return {entry.source: entry for entry in found}


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/etc", "../outside.txt", "nothing", "link.txt", ".."])
def test_a_link_is_reported_and_not_followed(target: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("x")
    (folder / "link.txt").symlink_to(target)
    found = entries(folder)
    assert found.keys() == {"link.txt"}
    assert found["link.txt"].status == SKIPPED
    assert "link" in (found["link.txt"].reason or "")
    assert found["link.txt"].document_id is None


def test_a_link_inside_the_input_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to("a.txt")
    found = entries(tmp_path, tmp_path / "out")
    assert found["a.txt"].document_id == found["b.txt"].document_id is not None


def test_pipes_and_folders_are_reported_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "folder.pdf" / "a.txt").write_text("x")
    found = entries(tmp_path, tmp_path / "out")
    assert {source: entry.status for source, entry in found.items()} == {
        "pipe.pdf": SKIPPED, "folder.pdf": SKIPPED, "folder.pdf/a.txt": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (b"-rf.txt", "-rf.txt"),
        (b"new\nline.txt", "new\nline.txt"),
        ("\U0001f600.txt".encode(), "\U0001f600.txt"),
        (b"a" * 246 + b".txt", "a" * 246 + ".txt"),
        (b"\xe9\xff.txt", "\\xe9\\xff.txt"),
    ],
)
def test_names(name: bytes, source: str, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    assert entries(tmp_path, tmp_path / "out")[source].document_id


def test_names_alike_but_for_case_or_accents_are_different_files(tmp_path: Path) -> None:
    for name in ("A.txt", "a.txt", "\u00e9.txt", "e\u0301.txt"):
        (tmp_path / name).write_text(name)
    assert len(entries(tmp_path, tmp_path / "out")) == len(list(tmp_path.iterdir()))


def test_the_output_folder_is_never_read(tmp_path: Path) -> None:
    out = tmp_path / "in" / "out"
    out.mkdir(parents=True)
    (out / "verdicts.txt").write_text("x")
    (tmp_path / "in" / "again").symlink_to("out", target_is_directory=True)
    (tmp_path / "in" / "file.txt").symlink_to("out/verdicts.txt")
    found = entries(tmp_path / "in", out)
    assert {source: entry.status for source, entry in found.items()} == {"again": SKIPPED, "file.txt": SKIPPED}
