"""What is kept of earlier runs: taken where nothing has changed, never where anything has, never damaged."""

import os
import random
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from extract import cache as caches
from extract import edition
from extract.answer import Answer, taken
from extract.cache import Cache, NotKept, opened
from extract.message import Garbled, decode, encode
from extract.read import read
from schema.kader import Kader, load
from schema.verdict import Reading, Reason
from tests import disk
from tests.conftest import SAMPLES
from tests.hostile.small import FOLLOW_UP

DIGEST = "0" * 64


@pytest.fixture(scope="module")
def line() -> bytes:
    """What a worker says of a document."""
    reading = read((SAMPLES / "leeuwarden-2015.pdf").read_bytes(), load())
    return encode(Answer("read", reading=reading, lasting=True))


@pytest.fixture
def kept(tmp_path: Path, kader: Kader, line: bytes) -> Cache:
    """A cache with one document in it."""
    with opened(tmp_path, kader, ocr=False, fresh=False) as cache:
        cache.keep(DIGEST, line)
    return cache


def entry(cache: Cache) -> Path:
    (path,) = cache.folder.iterdir()
    return path


def test_a_reading_survives_the_message_whole(line: bytes, kader: Kader) -> None:
    reading = read((SAMPLES / "leeuwarden-2015.pdf").read_bytes(), kader)
    said = taken(line, kader).reading
    assert said is not None
    assert (said, encode(said)) == (reading, encode(reading))  # places do not count in equality


def test_an_indicator_in_no_kader_is_taken_as_it_is_printed(kader: Kader) -> None:
    text = FOLLOW_UP.replace("Er zijn samenwerkingsafspraken gemaakt over de aanpak", "Er is een fietsenstalling")
    reading = read(text.encode(), kader)
    assert {v.match.indicator_id for v in reading.verdicts} == {None, "3.2.2", "5.2.1"}
    assert taken(encode(Answer("read", reading=reading, lasting=True)), kader).reading == reading


def test_a_nul_in_what_a_reason_quotes_names_no_finding(kader: Kader) -> None:
    reading = read(FOLLOW_UP.encode(), kader)
    reason = Reason.LEFTOVER.because("a\0b")
    doubtful = replace(reading, verdicts=tuple(replace(v, reasons=(reason,)) for v in reading.verdicts))
    assert taken(encode(Answer("read", reading=doubtful)), kader).reading == doubtful


def test_what_was_kept_is_given_back(kept: Cache, line: bytes, kader: Kader) -> None:
    assert kept.get(DIGEST) == taken(line, kader)
    assert kept.get("1" * 64) is None


def test_any_flipped_bit_is_noticed(kept: Cache) -> None:
    path = entry(kept)
    sound = path.read_bytes()
    chosen = random.Random(5)
    bits = {*range(0, 8 * 70, 5), *(chosen.randrange(8 * len(sound)) for _ in range(300))}
    for bit in bits:
        damaged = bytearray(sound)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        assert kept.get(DIGEST) is None, bit


@pytest.mark.parametrize("length", [0, 1, 64, 65, 66, 1000, -1])
def test_a_cut_entry_is_noticed(kept: Cache, length: int) -> None:
    path = entry(kept)
    path.write_bytes(path.read_bytes()[:length])
    assert kept.get(DIGEST) is None


def test_an_entry_under_another_name_is_noticed(kept: Cache) -> None:
    entry(kept).rename(kept.folder / kept._key("1" * 64))
    assert kept.get("1" * 64) is None


def test_an_unreadable_entry_is_none(kept: Cache) -> None:
    path = entry(kept)
    path.unlink()
    path.mkdir()
    assert kept.get(DIGEST) is None


def test_another_kader_option_or_edition_knows_nothing(
    kept: Cache, kader: Kader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "kader.toml"
    other.write_text('id = "x"\nname = "x"\n[[theme]]\nid = "1"\nname = "t"\n[[theme.criterion]]\nid = "1.1"\n'
                     'name = "c"\nindicators = ["i"]\n')  # fmt: skip
    with opened(tmp_path, load(str(other)), ocr=False, fresh=False) as cache:
        assert cache.get(DIGEST) is None
    monkeypatch.setattr(caches, "_ocr_terms", lambda _: "with OCR")
    with opened(tmp_path, kader, ocr=True, fresh=False) as cache:
        assert cache.get(DIGEST) is None
    monkeypatch.undo()
    with opened(tmp_path, kader, ocr=False, fresh=False) as cache:
        assert cache.get(DIGEST) is not None
    monkeypatch.setattr(caches, "edition", lambda: "0123456789abcdef")
    with opened(tmp_path, kader, ocr=False, fresh=False) as cache:
        assert cache.get(DIGEST) is None


def test_force_forgets_and_keeps_anew(kept: Cache, kader: Kader, line: bytes, tmp_path: Path) -> None:
    entry(kept).write_bytes(b"")
    with opened(tmp_path, kader, ocr=False, fresh=True) as cache:
        assert cache.get(DIGEST) is None
        cache.keep(DIGEST, line)
        assert cache.get(DIGEST) is None
    assert kept.get(DIGEST) is not None


def test_the_code_and_the_libraries_make_the_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    before = edition.edition()
    for name, other in (("version", lambda library: "0"), ("ROOMS", ("schema", "normalize"))):
        edition.edition.cache_clear()
        with monkeypatch.context() as changed:
            changed.setattr(edition, name, other)
            assert edition.edition() != before
    edition.edition.cache_clear()
    assert edition.edition() == before


def test_other_editions_and_remains_are_removed_and_nothing_else(
    kept: Cache, kader: Kader, tmp_path: Path, line: bytes
) -> None:
    (tmp_path / "readings-0123456789abcdef").mkdir()
    (tmp_path / "readings-0123456789abcdef" / DIGEST).write_text("")
    (kept.folder / f"{DIGEST}.4711").write_text("half")
    mine = [tmp_path / "notes.txt", tmp_path / "readings-of-poetry", tmp_path / "0123456789abcdef"]
    for path in mine:
        path.write_text("")
    with opened(tmp_path, kader, ocr=False, fresh=False):
        assert not (tmp_path / "readings-0123456789abcdef").exists()
        assert [path.suffix for path in kept.folder.iterdir()] == [""]
        assert all(path.exists() for path in mine)


def test_while_another_run_uses_it_nothing_is_removed(kept: Cache, kader: Kader, tmp_path: Path) -> None:
    other = tmp_path / "readings-0123456789abcdef"
    other.mkdir()
    (kept.folder / f"{DIGEST}.4711").write_text("half")
    with opened(tmp_path, kader, ocr=False, fresh=False):
        other.mkdir()
        with opened(tmp_path, kader, ocr=False, fresh=False):
            assert other.exists()


def test_the_oldest_go_first_where_it_is_too_much(
    kept: Cache, kader: Kader, line: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "MOST_KEPT", 3 * len(line))
    for n in range(5):
        kept.keep(f"{n:064}", line)
        os.utime(kept.folder / kept._key(f"{n:064}"), (1000 + n, 1000 + n))
    with opened(tmp_path, kader, ocr=False, fresh=False) as cache:
        assert [cache.get(f"{n:064}") is not None for n in range(5)] == [False, False, False, True, True]


def test_where_nothing_can_be_kept_the_run_says_so(kader: Kader, line: bytes, tmp_path: Path) -> None:
    with opened(tmp_path, kader, ocr=False, fresh=False) as cache:
        cache.folder.write_text("in the way")
        with pytest.raises(NotKept, match="--cache"):
            cache.keep(DIGEST, line)


def test_a_kill_at_any_call_leaves_a_sound_entry_or_none(kept: Cache, kader: Kader, line: bytes) -> None:
    sound = entry(kept).read_bytes()
    for at in range(1, 10):
        entry(kept).unlink()
        pid = os.fork()
        if pid == 0:
            disk._fated(lambda *_: None, at, disk.killed)
            kept.keep(DIGEST, line)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        left = [path.read_bytes() for path in kept.folder.iterdir() if not path.suffix]
        assert left in ([], [sound])
        kept.keep(DIGEST, line)
        for path in kept.folder.iterdir():
            if path.suffix:
                path.unlink()
        if code == 0:
            assert at > 3
            return
        assert code == -signal.SIGKILL
    pytest.fail("it never came to the end")


SOUND = {
    "kind": "bevindingen", "published": None, "gemeenten": ["A"], "aanpakken": [], "pages": 1, "markers_seen": None,
    "ocr_pages": [], "verdicts": [], "findings": [], "reasons": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": 1}, {"kind": None}, {"published": 2013}, {"gemeenten": "A"}, {"gemeenten": [None]}, {"pages": "1"},
        {"pages": True}, {"pages": 1.0}, {"pages": 2**31}, {"markers_seen": [1]}, {"verdicts": [{}]},
        {"verdicts": {}}, {"reasons": None}, {"more": 1}, {"gemeenten": ["\ud800"]},
    ],
    ids=str,
)  # fmt: skip
def test_only_what_has_its_type_is_taken(wrong: dict[str, object]) -> None:
    import json

    assert decode(Reading, json.dumps(SOUND).encode()).pages == 1
    with pytest.raises(Garbled):
        decode(Reading, json.dumps({**SOUND, **wrong}).encode())


def test_what_is_no_reading_is_not_taken() -> None:
    for line in (b"", b"{", b"\xff", b"[" * 99999, b"1e999", b"NaN", b"null", b"[]", b"9" * 99999):
        with pytest.raises(Garbled):
            decode(Reading, line)


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        (b'"verdict":"voldoet"', b'"verdict":"goed"'),
        (b'"kind":"verbeterpunten"', b'"kind":"verslag"'),
        (b'"findings":[0]', b'"findings":[9999]'),
        (b'"findings":[0]', b'"findings":[-1]'),
        (b'"assignment":"direct"', b'"assignment":"guessed"'),
        (b'"year":2013', b'"year":70000'),
        (b'"page":1', b'"page":70000'),
        (b'"indicator_id":"', b'"indicator_id":"9'),
        (b'"status":"read"', b'"status":"skipped"'),
        (b'"status":"read"', b'"status":"unheard-of"'),
    ],
)
def test_what_cannot_be_published_is_not_taken(line: bytes, kader: Kader, sound: bytes, wrong: bytes) -> None:
    assert taken(line, kader)
    assert sound in line
    with pytest.raises(Garbled):
        taken(line.replace(sound, wrong, 1), kader)
