"""ClickHouse's engine with the users of deploy/clickhouse, for the tests beside this file.

The embedded engine reads a users file, but always acts as the user `default`: here `default` gets the rights and the
profile of one of ours. What it asks is then allowed or refused by the engine itself.
"""

from __future__ import annotations

import copy
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.deploy.reading import DEPLOY

USERS = DEPLOY / "clickhouse" / "users.d" / "nabiz.xml"
MASKED = DEPLOY / "clickhouse" / "masked.sql"
BETWEEN = "\n--next--\n"
ASK = f"""
import sys, chdb
handle = chdb.connect(sys.argv[1])
for statement in sys.stdin.read().split({BETWEEN!r}):
    try:
        print("ok", repr((handle.query(statement, "TSV").bytes() or b"").decode()))
    except Exception as error:
        print("refused", repr(str(error)))
"""


def acting_as(user: str, folder: Path) -> str:
    """The address of a store in `folder`, opened with the rights of `user`."""
    tree = ET.parse(USERS).getroot()
    profiles, users = _part(tree, "profiles"), _part(tree, "users")
    # The embedded engine has no switch for constraints that loosen `readonly`.
    _part(profiles, "viewer").remove(_part(profiles, "viewer/constraints"))
    users.remove(_part(users, "default"))
    for password in users.iter("password"):
        password.attrib.clear()
    actor = copy.deepcopy(_part(users, user))
    actor.tag = "default"
    _part(actor, "networks").clear()
    ET.SubElement(_part(actor, "networks"), "ip").text = "::/0"
    users.append(actor)
    ET.SubElement(profiles, "default")
    ET.SubElement(ET.SubElement(tree, "quotas"), "default")
    written = folder / f"{user}.users.xml"
    ET.ElementTree(tree).write(written)
    configuration = folder / f"{user}.xml"
    backups = f"<backups><allowed_path>{folder / 'backups'}/</allowed_path></backups>"
    configuration.write_text(f"<clickhouse><users_config>{written}</users_config>{backups}</clickhouse>")
    return f"{folder / 'data'}?config-file={configuration}"


def ask(address: str, statements: list[str]) -> list[tuple[bool, str]]:
    """Each statement's answer, or why it was refused; in a process of its own, for the engine keeps its users."""
    command = [sys.executable, "-W", "ignore", "-c", ASK, address]
    run = subprocess.run(command, input=BETWEEN.join(statements), capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    answers = [line.partition(" ") for line in run.stdout.splitlines()]
    assert len(answers) == len(statements), run.stdout
    return [(word == "ok", text) for word, _, text in answers]


def masked_statements() -> list[str]:
    return [statement for statement in MASKED.read_text().split(";\n") if statement.strip()]


def _part(tree: ET.Element, path: str) -> ET.Element:
    found = tree.find(path)
    assert found is not None, path
    return found
