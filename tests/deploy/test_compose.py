"""docker-compose.yml: valid, closed, limited, without a single default password, and fitting the application."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer.main

from connectors.catalogue import find, options_of
from pipeline.cli import app
from pipeline.settings import Settings
from pipeline.wire import TOPICS
from tests.deploy.reading import DEPLOY, ROOT, Unset, compose, compose_raw, env_file, strings, variables_of

SECRET = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY)$")
NAMES = sorted(compose_raw()["services"])

every_service = pytest.mark.parametrize("name", NAMES)


def test_the_file_is_valid_by_the_compose_specification(made_env: dict[str, str]) -> None:
    pytest.importorskip("check_jsonschema", reason="install the extra 'dev'")
    from jsonschema import Draft7Validator

    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    validator = Draft7Validator(json.loads(schema.read_text()))
    for document in (compose_raw(), compose(made_env)):
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)] == []


def test_compose_itself_accepts_the_file(made_env: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("no docker compose here")
    env = tmp_path / "env"
    env.write_text("".join(f"{name}={value}\n" for name, value in made_env.items()))
    command = ["docker", "compose", "--env-file", str(env), "--profile", "*", "config", "--quiet"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


@every_service
def test_a_service_watches_its_health_or_is_over_by_itself(name: str, services: dict[str, Any]) -> None:
    service = services[name]
    if service["restart"] == "no":
        assert service["healthcheck"] == {"disable": True}
    else:
        check = service["healthcheck"]
        assert check["test"][0] == "CMD", "exec form: no shell between"
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)
        assert service["stop_grace_period"]


@every_service
def test_a_service_has_no_more_rights_than_it_needs(name: str, services: dict[str, Any]) -> None:
    service = services[name]
    user = service["user"].split(":")[0]
    assert user.isdigit(), "a number: the image's names are not the host's"
    assert int(user) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "extra_hosts", "container_name"} & set(service)


@every_service
def test_a_service_cannot_take_the_whole_machine(name: str, services: dict[str, Any]) -> None:
    limits = services[name]["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0
    assert re.fullmatch(r"\d+[mg]", limits["memory"])
    assert limits["pids"] <= 4000
    assert services[name]["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


@every_service
def test_an_image_is_pinned_or_our_own(name: str, services: dict[str, Any]) -> None:
    image, _, tag = services[name]["image"].rpartition(":")
    assert image == "nabiz" or re.fullmatch(r"v?\d+\.\d+(\.\d+)*", tag)


@every_service
def test_what_listens_to_the_host_listens_on_loopback(name: str, services: dict[str, Any]) -> None:
    for port in services[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)
    assert services[name].get("network_mode", "service:kafka") == "service:kafka"


def test_no_password_stands_in_the_file_and_none_has_a_default() -> None:
    for name, service in compose_raw()["services"].items():
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable):
                assert re.fullmatch(r"\$\{\w+:\?set \w+ in \.env\}", value), f"{name}: {variable}"
    for variable, ways in variables_of(compose_raw()).items():
        if SECRET.search(variable) or variable == "KAFKA_CLUSTER_ID":
            assert ways == {"?"}, f"{variable} must be demanded wherever it is used"
    for text in strings(compose_raw()):
        assert not re.search(r"://\w+:(?!\$\{\w+:\?)[^/]+@", text), "a password in an address"


def test_without_an_env_file_compose_says_what_to_set() -> None:
    with pytest.raises(Unset, match=r"set \w+ in \.env"):
        compose({})


def test_the_example_names_every_variable_and_holds_no_secret(made_env: dict[str, str]) -> None:
    example = env_file((ROOT / ".env.example").read_text())
    used = set(variables_of(compose_raw()))
    assert used - set(example) <= {"NABIZ_TAG"}
    assert set(example) - used == set()
    for name, value in example.items():
        assert bool(SECRET.search(name) or name == "KAFKA_CLUSTER_ID") == bool(made_env[name] != value)
        assert not (value and SECRET.search(name))


def test_the_example_repeats_the_defaults_of_the_file() -> None:
    example = env_file((ROOT / ".env.example").read_text())
    for text in strings(compose_raw()):
        for name, default in re.findall(r"\$\{(\w+):-([^}]*)\}", text):
            if name != "NABIZ_TAG":
                assert example[name] == default, name


def test_made_secrets_are_strong_differ_and_can_stand_in_an_address(made_env: dict[str, str]) -> None:
    secrets = [value for name, value in made_env.items() if SECRET.search(name)]
    assert len(set(secrets)) == len(secrets) >= 6
    assert all(re.fullmatch(r"[0-9a-f]{64}", secret) for secret in secrets)
    assert re.fullmatch(r"[0-9a-f]{20}AA", made_env["KAFKA_CLUSTER_ID"]), "22 characters of base64: 16 bytes"


@every_service
def test_every_setting_that_is_passed_exists_and_is_taken(name: str, services: dict[str, Any]) -> None:
    passed = {key: value for key, value in services[name].get("environment", {}).items() if key.startswith("NABIZ_")}
    names = {key.removeprefix("NABIZ_").lower() for key in passed}
    assert names <= set(Settings.model_fields)
    with pytest.MonkeyPatch.context() as patch:
        for key, value in passed.items():
            patch.setenv(key, value)
        settings = Settings(_env_file=None)
    if "NABIZ_STORE" in passed:
        assert not settings.embedded_store


@every_service
def test_a_command_of_ours_exists(name: str, services: dict[str, Any]) -> None:
    service = services[name]
    if service["image"].startswith("nabiz:"):
        known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
        assert service["command"][0] in known


@pytest.mark.parametrize("name", ["simulator", "webhook"])
def test_a_source_takes_the_options_it_is_given(name: str, services: dict[str, Any]) -> None:
    _, source, *words = services[name]["command"]
    assert words[::2] == ["--option"] * (len(words) // 2)
    assert options_of(find(source), words[1::2])


def test_whatever_is_mounted_exists_and_is_read_only(services: dict[str, Any]) -> None:
    volumes = set(compose_raw()["volumes"])
    for name, service in services.items():
        for mount in service.get("volumes", []):
            source, target, *mode = mount.split(":")
            if source.startswith("./"):
                assert (ROOT / source).exists(), f"{name}: {source}"
                assert mode == ["ro"]
            else:
                assert source in volumes, f"{name}: {source}"
                assert target.startswith("/")
        if "build" in service:
            context = ROOT / service["build"]["context"]
            assert (context / service["build"].get("dockerfile", "Dockerfile")).is_file()


def test_services_wait_for_what_they_need(services: dict[str, Any]) -> None:
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            over = services[needed]["restart"] == "no"
            assert how == {"condition": "service_completed_successfully" if over else "service_healthy"}
    assert set(services["worker"]["depends_on"]) == {"topics", "migrate"}


def test_servers_are_in_closed_networks(services: dict[str, Any]) -> None:
    networks = compose_raw()["networks"]
    closed = {name for name, options in networks.items() if (options or {}).get("internal")}
    for name in ("kafka", "clickhouse", "migrate", "masking"):
        assert set(services[name]["networks"]) <= closed
    assert all(set(service.get("networks", [])) <= set(networks) for service in services.values())


def test_workers_can_be_scaled(services: dict[str, Any]) -> None:
    assert "ports" not in services["worker"]
    assert services["worker"]["deploy"]["replicas"] == "1"
    assert (
        services["worker"]["environment"]["NABIZ_THREADS"]
        == services["worker"]["deploy"]["resources"]["limits"]["cpus"]
    )


def test_everything_comes_up_that_the_distributed_run_consists_of(services: dict[str, Any]) -> None:
    at_once = {name for name, service in services.items() if "profiles" not in service}
    assert at_once >= {"kafka", "topics", "clickhouse", "migrate", "worker", "console", "grafana"}


def test_the_console_keeps_its_accounts_and_is_where_notifications_lead(services: dict[str, Any]) -> None:
    console = services["console"]
    kept = dict(volume.split(":") for volume in console["volumes"])
    assert kept == {"console": "/var/lib/nabiz"}, "the data directory of the image"
    assert not [mount for mount in console["tmpfs"] if "/var/lib/nabiz" in mount]
    [published] = console["ports"]
    told = console["environment"]
    assert published.rpartition(":")[2] == told["NABIZ_CONSOLE_PORT"]
    assert told["NABIZ_CONSOLE_URL"] == services["worker"]["environment"]["NABIZ_CONSOLE_URL"]


def test_offsets_are_counted_with_the_log_they_belong_to(services: dict[str, Any], made_env: dict[str, str]) -> None:
    for name in ("worker", "nabiz"):
        assert services[name]["environment"]["NABIZ_LOG"] == made_env["KAFKA_CLUSTER_ID"]
    assert services["kafka"]["environment"]["KAFKA_CLUSTER_ID"] == made_env["KAFKA_CLUSTER_ID"]


def test_the_topics_are_those_of_the_application_with_the_same_partitions(services: dict[str, Any]) -> None:
    script = (DEPLOY / "kafka" / "prepare.sh").read_text()
    assert set(re.findall(r'^topic (\S+) "\$PARTITIONS"', script, re.M)) == set(TOPICS)
    assert services["topics"]["environment"]["PARTITIONS"] == services["worker"]["environment"]["NABIZ_PARTITIONS"]


def test_broker_and_workers_speak_the_same_way(services: dict[str, Any]) -> None:
    text = (DEPLOY / "kafka" / "server.properties").read_text()
    properties = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    worker = services["worker"]["environment"]
    assert properties["listener.name.clients.sasl.enabled.mechanisms"] == worker["NABIZ_BROKER_MECHANISM"]
    assert f"CLIENTS://{worker['NABIZ_BROKER']}" in properties["advertised.listeners"].split(",")
    for listener in properties["listeners"].split(","):
        assert "CLIENTS://" in listener or "://127.0.0.1:" in listener, "open without a password on loopback alone"
    assert "CLIENTS:SASL_PLAINTEXT" in properties["listener.security.protocol.map"].split(",")
    assert properties["auto.create.topics.enable"] == "false"


def test_shell_scripts_can_be_read_by_their_shells() -> None:
    for script in DEPLOY.rglob("*.sh"):
        shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
        run = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True)
        assert (run.returncode, run.stderr) == (0, ""), script
