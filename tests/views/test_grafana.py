"""Grafana's drawing of the dashboards: SQL that runs, JSON the SDK knows, files that are up to date, publishing that
changes only what is ours, and only once."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from grafana_foundation_sdk.models.dashboard import Dashboard as Model

from pipeline.errors import NabizError
from pipeline.storage.address import parse_address
from pipeline.storage.base import Store
from pipeline.views.answers import answer
from pipeline.views.catalogue import dashboards
from pipeline.views.grafana.access import Grafana
from pipeline.views.grafana.drawing import draw
from pipeline.views.grafana.publishing import publish
from pipeline.views.grafana.query import query, translated
from pipeline.views.grafana.rules import RULES
from pipeline.views.grafana.writing import files, write
from tests.storage.insights import START, many
from tests.views.conftest import DAY, Filled, filters

DEPLOY = Path(__file__).parents[2] / "deploy" / "grafana"
HOSTILE = "'; DROP TABLE--"


def shown(sql: str, brands: tuple[str, ...] = ()) -> str:
    """As Grafana puts its variables in: `sqlstring` doubles quotes, "all" is one empty string."""
    milliseconds = int(START.timestamp() * 1000)
    day = int(DAY.total_seconds() * 1000)
    sql = sql.replace("${__from}", str(milliseconds - day)).replace("${__to}", str(milliseconds + day))
    listed = ",".join("'" + brand.replace("'", "''") + "'" for brand in brands) or "''"
    sql = sql.replace("${brands:sqlstring}", listed).replace("${step}", "60")
    return re.sub(r"\$\{\w+:sqlstring\}", "''", sql)


def test_grafana_gets_the_numbers_that_the_console_gets(filled: Filled) -> None:
    store = filled(many(90))
    panels = {panel.sql: panel for board in dashboards() for panel in board.panels}
    for panel in panels.values():
        ours = answer(store, panel, filters())
        found = store.query(shown(query(panel, "tr")))
        assert found.columns == ours.columns, panel.name
        assert len(found.rows) == len(ours.rows)
        if not panel.names:
            assert found.rows == ours.rows, panel.name


def test_a_hostile_brand_stays_a_name_in_grafana(filled: Filled) -> None:
    store = filled(many(30))
    volume = next(panel for board in dashboards() for panel in board.panels if panel.name == "volume")
    assert store.query(shown(translated(volume.sql), (HOSTILE,))).rows[0][0] in (0, None)
    assert store.query(shown(translated(volume.sql), ("Ada Kargo",))).rows[0][0] == 15


def test_no_parameter_is_left_for_grafana_to_stumble_over() -> None:
    for content in (draw(board, language) for board in dashboards() for language in ("tr", "en")):  # type: ignore[arg-type]
        for panel in content["panels"]:
            assert not re.search(r"\{\w+:[A-Z]", panel["targets"][0]["rawSql"])


def test_the_sdk_knows_every_dashboard_and_uids_are_unique() -> None:
    drawn = [draw(board, "tr") for board in dashboards()]
    assert len({each["uid"] for each in drawn}) == len(drawn)
    for each in drawn:
        model = Model.from_json(json.loads(json.dumps(each)))
        assert model.uid == each["uid"]
        assert len(model.panels or []) == len(each["panels"])


def test_the_files_for_provisioning_are_up_to_date(tmp_path: Path) -> None:
    wanted = files("tr")
    assert {name: (DEPLOY / name).read_text("utf-8") for name in wanted} == wanted, "run: nabiz grafana write"
    assert write(tmp_path, "tr") == list(wanted)
    assert write(tmp_path, "tr") == []


def test_the_health_rules_are_plain_sql_that_runs(filled: Filled, store: Store) -> None:
    for _ in range(2):  # an empty store, then one with rows
        for rule in RULES:
            assert "$" not in rule.sql
            assert len(store.query(rule.sql).rows) <= 1
        filled(many(3))


class Kept(ThreadingHTTPServer):
    """Grafana's API as documented, as far as publishing uses it: state in memory, and a log of what changed it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state: dict[str, Any] = {"/api/datasources/uid/nabiz-clickhouse": {"uid": "nabiz-clickhouse"}}
        self.points: list[dict[str, Any]] = []
        self.changes: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Kept

    def do_GET(self) -> None:
        if self.headers["Authorization"] != "Bearer secret":
            return self._say(401, {})
        if self.path == "/api/v1/provisioning/contact-points":
            return self._say(200, self.server.points)
        found = self.server.state.get(self.path)
        return self._say(404 if found is None else 200, found or {"message": "not found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.changes.append(f"{self.command} {self.path}")
        state = self.server.state
        if self.path == "/api/datasources":
            state[f"/api/datasources/uid/{body['uid']}"] = body
        elif self.path == "/api/folders":
            state[f"/api/folders/{body['uid']}"] = body
        elif self.path == "/api/dashboards/db":
            kept = body["dashboard"] | {"id": 7, "version": 3}
            meta = {"folderUid": body["folderUid"]}
            state[f"/api/dashboards/uid/{kept['uid']}"] = {"dashboard": kept, "meta": meta}
        elif "alert-rules" in self.path:
            state[f"/api/v1/provisioning/alert-rules/{body['uid']}"] = body | {"id": 9, "provenance": ""}
        else:
            self.server.points = [point for point in self.server.points if point["uid"] != body["uid"]] + [body]
        self._say(200, {})

    do_PUT = do_POST

    def _say(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def kept() -> Iterator[Kept]:
    server = Kept()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def bring(kept: Kept, *, dry_run: bool = False, webhook: str = "http://127.0.0.1:9/hook") -> list[str]:
    with Grafana(kept.url, "secret") as grafana:
        return publish(grafana, "tr", webhook=webhook, dry_run=dry_run)


def test_a_dry_run_says_everything_and_changes_nothing(kept: Kept) -> None:
    said = bring(kept, dry_run=True)
    assert len(said) == 1 + len(dashboards()) + len(RULES) + 1
    assert kept.changes == []
    assert bring(kept) == said


def test_publishing_twice_changes_nothing(kept: Kept) -> None:
    assert bring(kept)
    kept.changes.clear()
    assert bring(kept) == []
    assert kept.changes == []


def test_what_somebody_changed_is_put_right_and_named(kept: Kept) -> None:
    bring(kept)
    kept.state["/api/dashboards/uid/nabiz-overview"]["dashboard"]["title"] = "Benim"
    kept.state["/api/v1/provisioning/alert-rules/nabiz-lag"]["for"] = "1h"
    kept.state["/api/v1/provisioning/alert-rules/nabiz-lag"]["isPaused"] = True
    assert bring(kept) == ["update dashboard nabiz-overview: title", "update rule nabiz-lag: for"]
    assert kept.state["/api/v1/provisioning/alert-rules/nabiz-lag"]["isPaused"] is True
    assert bring(kept, webhook="http://127.0.0.1:9/other") == ["update contact point Nabız: settings"]


def test_what_lies_in_another_folder_is_never_touched(kept: Kept) -> None:
    theirs = {"dashboard": {"uid": "nabiz-overview", "title": "Theirs"}, "meta": {"folderUid": "finance"}}
    kept.state["/api/dashboards/uid/nabiz-overview"] = theirs
    with pytest.raises(NabizError, match="not ours"):
        bring(kept)
    assert kept.state["/api/dashboards/uid/nabiz-overview"] == theirs


def test_a_wrong_token_and_a_missing_source_say_what_to_do(kept: Kept) -> None:
    with Grafana(kept.url, "wrong") as grafana, pytest.raises(NabizError, match="token") as refused:
        publish(grafana, "tr")
    assert "wrong" not in str(refused.value)
    kept.state.clear()
    with pytest.raises(NabizError, match="nabiz-clickhouse"):
        bring(kept)


def test_a_missing_data_source_is_made_and_one_that_is_there_left_alone(kept: Kept) -> None:
    kept.state.clear()
    address = parse_address("clickhouse://grafana:gizli@db:9000/nabiz_masked")
    with Grafana(kept.url, "secret") as grafana:
        assert publish(grafana, "tr", store=address, dry_run=True)[0] == "create data source nabiz-clickhouse"
        assert kept.changes == []
        publish(grafana, "tr", store=address)
        made = kept.state["/api/datasources/uid/nabiz-clickhouse"]
        assert made["jsonData"]["defaultDatabase"] == "nabiz_masked"
        assert made["secureJsonData"] == {"password": "gizli"}
        made["jsonData"]["host"] = "elsewhere"
        assert publish(grafana, "tr", store=address) == []
        made["type"] = "prometheus"
        with pytest.raises(NabizError, match="another type"):
            publish(grafana, "tr", store=address)


def test_a_grafana_that_is_away_is_said_to_be(kept: Kept) -> None:
    address = kept.url
    kept.shutdown()
    kept.server_close()
    with Grafana(address, "secret") as grafana, pytest.raises(NabizError, match="does not answer"):
        publish(grafana, "tr")
