"""The image: nothing in it but the product, nobody's rights but its own, the same needs as pyproject.toml."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.deploy.reading import DEPLOY, ROOT

DOCKERFILES = sorted(DEPLOY.rglob("Dockerfile"))
OURS = (DEPLOY / "Dockerfile").read_text()


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_linter_finds_nothing(file: Path) -> None:
    hadolint = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if not hadolint:
        pytest.skip("hadolint is not installed")
    run = subprocess.run([hadolint, "--no-color", str(file)], capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_images_are_pinned_and_end_without_root(file: Path) -> None:
    text = file.read_text()
    for image in re.findall(r"^FROM (\S+)", text, re.M):
        assert re.search(r":v?\d+\.\d+", image), image
    user = re.findall(r"^USER (\S+)", text, re.M)[-1]
    assert int(user.split(":")[0]) > 0


def test_the_process_gets_its_signals_itself() -> None:
    assert re.search(r'^ENTRYPOINT \["nabiz"\]$', OURS, re.M)
    assert re.search(r'^CMD \["worker"\]$', OURS, re.M)
    assert re.search(r"^HEALTHCHECK .*\\\n\s+CMD \[", OURS, re.M)


def test_the_health_check_of_the_image_is_python_that_compiles() -> None:
    found = re.search(r'CMD \["python", "-c", "(.+)"\]', OURS)
    assert found
    compile(found[1], "HEALTHCHECK", "exec")


def test_torch_is_asked_for_as_pyproject_has_it() -> None:
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    [torch] = [need for need in needs if need.startswith("torch")]
    assert f'pip install "{torch}"' in OURS
    assert "embedded" not in re.findall(r"\[(\w+)\]", OURS)


def test_no_secret_and_no_index_is_written_into_an_image() -> None:
    for file in DOCKERFILES:
        for name, value in re.findall(r'^ARG (\w+)="?([^"\n]*)"?$', file.read_text(), re.M):
            assert not re.search(r"PASSWORD|SECRET|TOKEN|KEY", name)
            assert "//" not in value
        assert "://" not in re.sub(r"http://127\.0\.0\.1\S*", "", file.read_text())


def test_only_what_is_named_enters_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {
        word.removeprefix("./")
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", OURS, re.M)
        for word in line.split()
    }
    assert copied == let_in
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    folders = {folder for folder in let_in if "." not in folder}
    assert {pattern for pattern in packages if not any(fnmatch.fnmatch(folder, pattern) for folder in folders)} == set()
