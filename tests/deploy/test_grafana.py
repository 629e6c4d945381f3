"""What Grafana and Prometheus find when they start: sources that fit the services, dashboards that can be read."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.deploy.reading import DEPLOY, variables_of

PROVISIONING = DEPLOY / "grafana" / "provisioning"


def sources() -> dict[str, dict[str, Any]]:
    told = yaml.safe_load((PROVISIONING / "datasources" / "nabiz.yaml").read_text())
    return {source["uid"]: source for source in told["datasources"]}


def test_grafana_reads_the_masked_views_as_its_own_user(services: dict[str, Any]) -> None:
    source = sources()["nabiz-clickhouse"]
    assert source["jsonData"]["username"] == "grafana"
    assert source["jsonData"]["defaultDatabase"] == "nabiz_masked"
    assert source["secureJsonData"] == {"password": "${VIEWER_PASSWORD}"}
    environment = services["grafana"]["environment"]
    assert environment["STORE_HOST"] in services
    assert environment["VIEWER_PASSWORD"] == services["clickhouse"]["environment"]["VIEWER_PASSWORD"]


def test_every_variable_of_the_sources_is_given_to_grafana(services: dict[str, Any]) -> None:
    assert set(variables_of(sources())) <= set(services["grafana"]["environment"])


def test_the_plugin_of_the_source_is_in_the_image() -> None:
    text = (DEPLOY / "grafana" / "Dockerfile").read_text()
    assert sources()["nabiz-clickhouse"]["type"] in text


def test_nobody_looks_at_grafana_without_signing_in(services: dict[str, Any]) -> None:
    environment = services["grafana"]["environment"]
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert environment["GF_USERS_ALLOW_SIGN_UP"] == "false"


def test_dashboards_are_read_from_where_they_are_mounted(services: dict[str, Any]) -> None:
    told = yaml.safe_load((PROVISIONING / "dashboards" / "nabiz.yaml").read_text())
    mounts = dict(mount.split(":")[:2] for mount in services["grafana"]["volumes"])
    for provider in told["providers"]:
        assert provider["options"]["path"] == mounts["./deploy/grafana/dashboards"]
        assert provider["allowUiUpdates"] is False


def test_dashboards_name_sources_that_exist() -> None:
    for file in (DEPLOY / "grafana" / "dashboards").glob("*.json"):
        dashboard = json.loads(file.read_text())
        assert dashboard["uid"]
        assert _uids(dashboard) <= set(sources()) | {"-- Grafana --", "-- Dashboard --"}, file.name


def test_prometheus_asks_the_workers_where_they_answer(services: dict[str, Any]) -> None:
    told = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    [found] = [job["dns_sd_configs"][0] for job in told["scrape_configs"] if "dns_sd_configs" in job]
    assert found["names"] == ["worker"]
    assert str(found["port"]) == services["worker"]["environment"]["NABIZ_PORT"]
    assert set(services["worker"]["networks"]) & set(services["prometheus"]["networks"])


def _uids(node: object) -> set[str]:
    if isinstance(node, list):
        return {uid for each in node for uid in _uids(each)}
    if not isinstance(node, dict):
        return set()
    source = node.get("datasource")
    here = {str(source["uid"])} if isinstance(source, dict) and "uid" in source else set()
    return here | {uid for each in node.values() for uid in _uids(each)}
