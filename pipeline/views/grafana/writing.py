"""The files of deploy/grafana: dashboards, health rules. Called by `nabiz grafana write`; a test holds them equal."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from pipeline.views.catalogue import dashboards
from pipeline.views.grafana.drawing import draw, uid_of
from pipeline.views.grafana.rules import provisioned
from pipeline.views.panel import Language


def files(language: Language) -> dict[str, str]:
    """What belongs under deploy/grafana: path and content."""
    found = {
        f"dashboards/{uid_of(board)}.json": json.dumps(draw(board, language), ensure_ascii=False, indent=1) + "\n"
        for board in dashboards()
    }
    head = "# Health rules, written by `nabiz grafana write`: do not edit, change pipeline/views/grafana/rules.py.\n"
    rules = yaml.safe_dump(provisioned(language), allow_unicode=True, sort_keys=False, width=100)
    return found | {"provisioning/alerting/nabiz.yaml": head + rules}


def write(folder: Path, language: Language) -> list[str]:
    """Only what differs is written; the paths of it. Dashboards that are no more are taken away."""
    wanted, written = files(language), []
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
            written.append(name)
    for old in sorted((folder / "dashboards").glob("nabiz-*.json")):
        if f"dashboards/{old.name}" not in wanted:
            old.unlink()
            written.append(f"dashboards/{old.name}")
    return written
