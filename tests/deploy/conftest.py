"""A .env as `deploy/new-env.sh` makes it, and the compose file filled in with it."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.deploy.reading import DEPLOY, compose, env_file


@pytest.fixture(scope="session")
def made_env() -> dict[str, str]:
    run = subprocess.run(["sh", str(DEPLOY / "new-env.sh")], capture_output=True, text=True, check=True)
    return env_file(run.stdout)


@pytest.fixture(scope="session")
def services(made_env: dict[str, str]) -> dict[str, dict[str, Any]]:
    return dict(compose(made_env)["services"])
