"""ClickHouse's configuration: it can be read, it grants what Nabız needs, and Grafana sees no one."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.storage import open_store
from pipeline.views.complaints import HEAVIEST
from pipeline.views.grafana.query import translated
from pipeline.views.marketing import AUTHORS
from tests.deploy.engine import USERS, acting_as, ask, masked_statements
from tests.deploy.reading import DEPLOY, compose_raw
from tests.storage.http_server import serving

CONFIG = DEPLOY / "clickhouse" / "config.d" / "nabiz.xml"
AUTHOR, URL = "a" * 32, "https://forum.example/topic/7?user=ayse"
# One author's posts: of a day that is summed up, and of one that is read from the rows, for it is not over.
POSTS = f"""
INSERT INTO nabiz.insights (id, brand, source, external_id, occurred_at, text, author, url, extra, reach, sentiment)
SELECT generateUUIDv4(), 'Marka', 'forum', 'post-7', now() - INTERVAL back DAY, 'Kargo gelmedi', '{AUTHOR}', '{URL}',
    '{{"no":1}}', 40, 'negative'
FROM (SELECT arrayJoin([-1, 3]) AS back)
"""
COLUMNS = "SELECT groupArray(name) FROM system.columns WHERE table = 'items' AND database = '{}'"
SHOWN = "SELECT DISTINCT brand, text, author, url, external_id, extra FROM nabiz_masked.items"
WHOLE = "SELECT * FROM nabiz_masked.items FORMAT Vertical"


def shown(sql: str) -> str:
    """A panel as Grafana asks it, of ten days before and after now, with nothing chosen."""
    sql = translated(sql).replace("${step}", "60")
    for name, sign in (("__from", "-"), ("__to", "+")):
        sql = sql.replace(f"${{{name}}}", f"(toUnixTimestamp(now()) * 1000 {sign} 864000000)")
    return re.sub(r"\$\{\w+:sqlstring\}", "''", sql)


PANELS = [shown(sql) for sql in (AUTHORS, HEAVIEST)]
SUMMED_UP = "SELECT count(), (SELECT count() FROM written) FROM heard"
READ = [f"SELECT * FROM {view}" for view in re.findall(r"VIEW (nabiz_masked\.\w+)", "".join(masked_statements()))]
SOURCES = ("file('/etc/passwd', 'LineAsString')", "url('http://127.0.0.1:1', 'LineAsString')")
TABLES = ("items", "insights", "landings", "alert_steps", "erasures", "erased", "rejected", "reconcile")
FORBIDDEN = [
    *(f"SELECT * FROM nabiz.{table}" for table in TABLES),
    *(f"SELECT * FROM {source}" for source in (*SOURCES, "remote('127.0.0.1', 'nabiz', 'items')")),
    "INSERT INTO nabiz.erased VALUES (generateUUIDv4(), now())",
    "DROP VIEW nabiz_masked.items",
    "CREATE VIEW nabiz_masked.mine AS SELECT 1",
    "SELECT * FROM system.users",
]
LIMITS = ["SET readonly = 0", "SET max_memory_usage = 0", "SELECT 1 SETTINGS max_execution_time = 0"]
Answers = dict[str, tuple[bool, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clickhouse")


@pytest.fixture(scope="module")
def migrated(folder: Path) -> list[str]:
    """The schema, two rows and an erasure, with the rights of `nabiz` alone; the names of the migrations."""
    with serving(Path(acting_as("nabiz", folder))) as server:
        store = open_store(server.url("nabiz"), retention_days=30)
        applied = store.migrate()
        store.forget("b" * 32, "the test", datetime.now(UTC))
        store._writer.command(POSTS)  # type: ignore[attr-defined]
        while store.roll_up(datetime.now(UTC) + timedelta(minutes=6)):
            pass
        store.close()
    return applied


@pytest.fixture(scope="module")
def columns(folder: Path, migrated: list[str]) -> str:
    """The columns of `items`, after the views for Grafana were made.

    Made twice: by `nabiz`, as in operation, and again for this engine, where `nabiz` acts under another name.
    """
    *made, (allowed, named) = ask(acting_as("nabiz", folder), [*masked_statements(), COLUMNS.format("nabiz")])
    again = [statement.replace("CURRENT_USER", "nabiz") for statement in masked_statements()]
    assert [answer for answer in [*made, *ask(acting_as("operator", folder), again)] if not answer[0]] == []
    assert allowed, named
    return named


@pytest.fixture(scope="module")
def grafana(folder: Path, columns: str) -> Answers:
    """Everything that Grafana asks in these tests, and what came of it."""
    asked = [COLUMNS.format("nabiz_masked"), SHOWN, WHOLE, *READ, *FORBIDDEN, *LIMITS]
    asked += ["USE nabiz_masked", SUMMED_UP, *PANELS]
    return dict(zip(asked, ask(acting_as("grafana", folder), asked), strict=True))


def test_the_configuration_can_be_read() -> None:
    for file in (CONFIG, USERS):
        assert ET.parse(file).getroot().tag == "clickhouse"


def test_the_server_is_the_version_that_the_tests_run_on() -> None:
    import chdb

    tag = compose_raw()["services"]["clickhouse"]["image"].rpartition(":")[2]
    assert str(chdb.query("SELECT version()", "TSV")).startswith(f"{tag}.")


def test_every_password_comes_from_the_environment_of_the_service() -> None:
    environment = compose_raw()["services"]["clickhouse"]["environment"]
    users = ET.parse(USERS).getroot().find("users")
    assert users is not None
    named = [user for user in users if user.get("remove") is None]
    assert {user.tag for user in named} == {"nabiz", "grafana", "operator"}
    for user in named:
        password = user.find("password")
        assert password is not None
        assert password.text is None
        assert password.get("from_env") in environment
        assert all("/0" not in (ip.text or "") for ip in user.iter("ip")), "open to the world"


def test_the_user_without_a_password_is_gone() -> None:
    default = ET.parse(USERS).getroot().find("users/default")
    assert default is not None
    assert default.get("remove") == "remove"


def test_nabiz_can_migrate_write_and_erase_with_the_rights_it_has(migrated: list[str]) -> None:
    assert migrated


def test_nabiz_has_no_rights_beside_its_own(folder: Path, migrated: list[str]) -> None:
    wanted = ["CREATE USER x", "SELECT * FROM system.users", "DROP DATABASE nabiz", "CREATE DATABASE other"]
    wanted += [f"SELECT * FROM {source}" for source in SOURCES]
    for statement, (allowed, answer) in zip(wanted, ask(acting_as("nabiz", folder), wanted), strict=True):
        assert not allowed, statement
        assert "ACCESS_DENIED" in answer, statement


def test_every_column_of_items_was_decided_on(columns: str, grafana: Answers) -> None:
    reason = "masked.sql must name every column of the view items, as it is or masked"
    assert grafana[COLUMNS.format("nabiz_masked")] == (True, columns), reason


def test_grafana_sees_items_without_what_leads_to_a_person(grafana: Answers) -> None:
    allowed, answer = grafana[SHOWN]
    assert allowed, answer
    assert re.fullmatch(r"'Marka\\tKargo gelmedi\\t[0-9a-f]{10}\\tforum\.example\\t\\t\{\}\\n'", answer)
    allowed, everything = grafana[WHOLE]
    assert allowed
    assert not [secret for secret in (AUTHOR, "topic/7", "post-7") if secret in everything]


def test_an_author_has_one_label_in_grafana_wherever_it_is_read_from(grafana: Answers) -> None:
    """Panels read whole days from what was kept of them, others from the rows; a label is not masked again."""
    assert grafana[SUMMED_UP] == (True, repr("1\t2\n"))
    label = sha256(AUTHOR.encode()).hexdigest()[:10]
    assert label in grafana[SHOWN][1]
    by_author, heaviest = (grafana[panel][1] for panel in PANELS)
    assert by_author == repr(f"{label}\t80\t2\t2\n")
    assert heaviest.count(f"\\t{label}\\tforum.example\\n") == 2


def test_grafana_reads_every_masked_view(grafana: Answers) -> None:
    assert len(READ) == 21
    assert [question for question in READ if not grafana[question][0]] == []


@pytest.mark.parametrize("question", FORBIDDEN)
def test_grafana_reads_nothing_else_and_writes_nothing(question: str, grafana: Answers) -> None:
    allowed, answer = grafana[question]
    assert not allowed
    assert "ACCESS_DENIED" in answer or "READONLY" in answer


def test_grafana_cannot_loosen_its_limits(grafana: Answers) -> None:
    assert [question for question in LIMITS if grafana[question][0]] == []


def test_the_backup_of_the_readme_brings_back_what_was_there(folder: Path, grafana: Answers, tmp_path: Path) -> None:
    """Into a folder instead of an archive: the embedded engine has no zip."""
    copy = shutil.copytree(folder, tmp_path / "copy", symlinks=True)
    readme = (DEPLOY / "README.md").read_text().replace("'\\''", "'")
    steps = re.findall(r'"((?:BACKUP|DROP|RESTORE) DATABASE [^"]+)"', readme)
    assert [step.split()[0] for step in steps] == ["BACKUP", "DROP", "RESTORE"]
    kept = re.sub(r"File\('[^']+'\)", f"File('{copy}/backups/kept')", "\n".join(steps)).splitlines()
    answers = ask(acting_as("operator", copy), [*kept, "SELECT DISTINCT text FROM nabiz.items"])
    assert [answer for answer in answers if not answer[0]] == []
    assert answers[-1] == (True, repr("Kargo gelmedi\n"))
