"""What customers wrote is readable by whoever runs Nabız, and by nobody else on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.owning import own, seal
from pipeline.storage import open_store


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    places = [folder, *folder.rglob("*")]
    return [str(each) for each in places if not each.is_symlink() and stat.S_IMODE(each.stat().st_mode) & 0o077]


def test_a_new_data_directory_and_its_store_are_closed_to_others(tmp_path: Path) -> None:
    folder = own(tmp_path / "data")
    store = open_store(f"chdb://{folder / 'store'}")
    store.migrate()
    store.close()
    (folder / "broker.log").write_text("its last words")
    assert not open_to_others(folder)


def test_a_store_that_any_command_opens_is_closed_to_others(tmp_path: Path) -> None:
    store = open_store(f"chdb://{tmp_path / 'store'}")
    store.migrate()
    store.close()
    assert not open_to_others(tmp_path / "store")


def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "store" / "data").mkdir(parents=True)
    (folder / "store" / "data" / "part.bin").write_text("customers' words")
    (folder / "broker.log").write_text("")
    own(folder)
    assert not open_to_others(folder)


def test_a_folder_that_holds_other_things_too_stays_as_it_is_but_for_what_is_ours(tmp_path: Path) -> None:
    for name in ("notes.txt", "broker.log"):
        (tmp_path / name).write_text("")
    tmp_path.chmod(0o755)
    own(tmp_path)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in (".", "notes.txt", "broker.log")}
    assert modes == {".": 0o755, "notes.txt": 0o644, "broker.log": 0o600}


def test_no_link_is_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("")
    store = tmp_path / "store"
    store.mkdir()
    (store / "link").symlink_to(elsewhere)
    seal(store)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
