"""The manifests: they fit the application, ask for no rights, and fail loudly while a secret is empty."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from connectors.catalogue import find, options_of
from pipeline.cli import app
from pipeline.settings import Settings
from pipeline.wire import FEEDBACK
from tests.deploy.reading import DEPLOY, documents, env_file

K8S = DEPLOY / "k8s"
APP, LAG = documents(K8S / "app") | documents(K8S / "source"), documents(K8S / "lag")
PODS = {
    name: document["spec"]["template"]["spec"]
    for name, document in APP.items()
    if "template" in document.get("spec", {})
}
SETTINGS = env_file((K8S / "app" / "settings.env").read_text())
SECRETS = env_file((K8S / "app" / "secrets.env.example").read_text())

every_pod = pytest.mark.parametrize("name", sorted(PODS))
# A job ends by itself, and a source that is asked listens to nobody.
every_server = pytest.mark.parametrize(
    "name",
    [
        name
        for name in sorted(PODS)
        if name.startswith("Deployment/") and "nabiz/source" not in APP[name]["spec"]["template"]["metadata"]["labels"]
    ],
)


def containers(name: str) -> Iterator[dict[str, Any]]:
    yield from PODS[name]["containers"]


@every_pod
def test_a_pod_has_no_more_rights_than_it_needs(name: str) -> None:
    pod = PODS[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers(name):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]) == {"requests", "limits"}
        assert all(set(amounts) == {"cpu", "memory"} for amounts in container["resources"].values())


def test_workers_receiver_and_console_are_there() -> None:
    assert {"Deployment/worker", "Deployment/webhook", "Deployment/console", "Job/migrate"} <= set(PODS)


@every_server
def test_a_pod_that_serves_is_probed(name: str) -> None:
    for container in containers(name):
        ports = {port["name"] for port in container["ports"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert container[probe]["httpGet"]["path"] == "/healthz"
            assert container[probe]["httpGet"]["port"] in ports
        patience = container["livenessProbe"]["periodSeconds"] * container["livenessProbe"]["failureThreshold"]
        assert patience >= 600, "waiting for the store or the broker is no reason to restart"


@every_pod
def test_an_empty_secret_stops_a_pod_with_its_name(name: str) -> None:
    for container in containers(name):
        [script] = container["args"]
        demanded = set(re.findall(r"\$\{(\w+):\?", script))
        given = {variable["name"]: variable["valueFrom"]["secretKeyRef"] for variable in container["env"]}
        assert set(given) <= set(SECRETS)
        assert demanded == {name for name, reference in given.items() if not reference.get("optional")}
        run = subprocess.run(["sh", "-ec", script], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
        assert run.returncode != 0
        assert re.search(r"\w+: is empty: fill in secrets\.env", run.stderr)


@every_pod
def test_a_command_exists(name: str) -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for container in containers(name):
        found = re.search(r"exec nabiz (\S+)", container["args"][0])
        assert found
        assert found[1] in known


@pytest.mark.parametrize("name", ["Deployment/webhook", "Deployment/appstore"])
def test_a_source_takes_the_options_it_is_given(name: str) -> None:
    [container] = containers(name)
    words = shlex.split(container["args"][0].rpartition("exec nabiz connect ")[2])
    words = [word.replace("$WEBHOOK_KEYS", json.dumps([{"name": "crm", "secrets": ["s" * 32]}])) for word in words]
    assert options_of(find(words[0]), words[2::2])


def test_every_setting_exists_and_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {key.removeprefix("NABIZ_").lower() for key in (*SETTINGS, *SECRETS) if key.startswith("NABIZ_")}
    assert names <= set(Settings.model_fields)
    for key, value in SETTINGS.items():
        monkeypatch.setenv(key, value)
    assert Settings(_env_file=None).broker_tls
    assert set(SECRETS.values()) == {""}
    assert not [name for name in SETTINGS if re.search("PASSWORD|KEY|STORE|CHANNELS", name)]


def test_workers_do_not_exceed_partitions() -> None:
    scaled = LAG["ScaledObject/worker"]["spec"]
    assert scaled["maxReplicaCount"] <= int(SETTINGS["NABIZ_PARTITIONS"])
    [trigger] = scaled["triggers"]
    assert trigger["metadata"]["topic"] == FEEDBACK
    assert trigger["metadata"]["consumerGroup"] == SETTINGS.get("NABIZ_GROUP", Settings.model_fields["group"].default)
    assert (SETTINGS["NABIZ_BROKER_MECHANISM"], trigger["metadata"]["sasl"]) == ("SCRAM-SHA-512", "scram_sha512")


def test_selectors_meet_their_pods() -> None:
    labels = [document["spec"]["template"]["metadata"]["labels"] for name, document in APP.items() if name in PODS]
    for document in APP.values():
        spec = document.get("spec", {})
        selector = spec.get("podSelector") or spec.get("selector") or {}
        wanted = selector.get("matchLabels", selector)
        if wanted:
            assert any(wanted.items() <= each.items() for each in labels), document["metadata"]["name"]


def test_everything_is_closed_that_is_not_opened() -> None:
    closed = APP["NetworkPolicy/closed"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_kustomization_names_every_manifest() -> None:
    for folder in (K8S / "app", K8S / "lag", K8S / "source"):
        named = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
        files = {file.name for file in folder.glob("*.yaml")} - {"kustomization.yaml"}
        assert {name for name in named if name.endswith(".yaml")} == files


def test_it_builds_with_secrets_and_not_without(tmp_path: Path) -> None:
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed")
    shutil.copytree(K8S, tmp_path / "k8s", ignore=shutil.ignore_patterns("secrets.env"))
    build = ["kubectl", "kustomize", str(tmp_path / "k8s" / "lag")]
    assert subprocess.run(build, capture_output=True).returncode != 0
    (tmp_path / "k8s" / "app" / "secrets.env").write_text("".join(f"{name}=x\n" for name in SECRETS))
    kustomization = tmp_path / "k8s" / "app" / "kustomization.yaml"
    kustomization.write_text(kustomization.read_text().replace("# components:", "components:"))
    built = subprocess.run(build, capture_output=True, text=True, check=True)
    kinds = [document["kind"] for document in yaml.safe_load_all(built.stdout)]
    assert {"Deployment", "Job", "ScaledObject", "Secret", "ConfigMap", "NetworkPolicy"} <= set(kinds)
