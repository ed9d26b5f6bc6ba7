"""A file is written wholly or not at all, and read only if it is what it says."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import HandoutsError


def test_writing_what_is_there_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.po"
    assert files.write(path, b"one")
    before = path.stat()
    assert not files.write(path, b"one")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "b.po"
    path.write_bytes(b"one")
    path.chmod(0o640)
    files.write(path, b"two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.po").write_bytes(b"one")
    (tmp_path / "link.po").symlink_to("real.po")
    files.write(tmp_path / "link.po", b"two")
    assert (tmp_path / "real.po").read_bytes() == b"two"
    assert (tmp_path / "link.po").is_symlink()


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.po"
    path.write_bytes(b"one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HandoutsError, match="No space left on device"):
        files.write(path, b"two")
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["b.po"]


def _write_for_ever(path: Path) -> None:
    contents = (b"a" * 1_000_000, b"b" * 1_000_000)
    for turn in range(1_000_000):
        files.write(path, contents[turn % 2])


def test_a_killed_writer_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "b.po"
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        writer = context.Process(target=_write_for_ever, args=(path,))
        writer.start()
        while not path.exists() and writer.is_alive():
            pass
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert path.read_bytes() in {b"a" * 1_000_000, b"b" * 1_000_000}


def test_a_dead_process_holds_no_lock(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    holder = context.Process(target=_hold, args=(tmp_path,))
    holder.start()
    while not (tmp_path / "held").exists():
        pass
    assert holder.pid is not None
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with files.lock(tmp_path):
        pass


def _hold(folder: Path) -> None:
    with files.lock(folder):
        (folder / "held").touch()
        signal.pause()


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"one\ntwo \xff\n", 2, "Not UTF-8: byte 0xff"),
        ("one\nż".encode("iso-8859-2"), 2, "Not UTF-8"),
        (b"\n\na\0b", 3, "NUL"),
        ("utf-16".encode("utf-16"), 1, "Not UTF-8"),
    ],
)
def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int, what: str) -> None:
    path = tmp_path / "b.po"
    path.write_bytes(content)
    with pytest.raises(HandoutsError) as caught:
        files.read_text(path)
    assert caught.value.line == line
    assert what in str(caught.value)


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "b.po"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert files.read_text(path) == "one\r\n"


def test_what_a_killed_writer_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "b.po"
    (tmp_path / ".b.po.new").write_bytes(b"a longer half of a file that was never finished")
    assert files.write(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert [entry.name for entry in tmp_path.iterdir()] == ["b.po"]


def test_an_unfinished_file_that_is_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    (tmp_path / ".b.po.new").symlink_to("elsewhere")
    with pytest.raises(HandoutsError, match="Cannot be written"):
        files.write(tmp_path / "b.po", b"ours")
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


def _write_one_of(path: Path, letter: bytes, turns: int) -> None:
    for _ in range(turns):
        files.write(path, letter * 300_000)


def test_writers_at_once_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "b.po"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_one_of, args=(path, letter, 60)) for letter in (b"a", b"b", b"c")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        if path.exists():
            content = path.read_bytes()
            assert content == content[:1] * 300_000
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert [entry.name for entry in tmp_path.iterdir()] == ["b.po"]


def test_a_lock_that_is_not_let_go_is_told_of(tmp_path: Path) -> None:
    with (
        files.lock(tmp_path),
        pytest.raises(HandoutsError, match="Another command has been writing here"),
        files.lock(tmp_path, patience=0),
    ):
        pytest.fail("two held the lock")
