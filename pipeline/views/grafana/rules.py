"""Health rules for Grafana's alerting: lag, rejects, silence, loss. Plain SQL over the masked views, no macros.

Each says what no data means: where workers do not write at all, that is the alarm. Called by `writing` and
`publishing`. They watch the pipeline; what customers say is watched by the crisis detector.
"""

from __future__ import annotations

from typing import Any

import msgspec

from pipeline.views.grafana.drawing import FOLDER, SOURCE
from pipeline.views.panel import Language, Words

GROUP = "nabiz-health"


class Rule(msgspec.Struct, frozen=True):
    """`sql` answers one number; the rule fires above `limit` for `minutes`."""

    name: str
    title: Words
    sql: str
    limit: float
    minutes: int
    no_data: str  # OK, Alerting or NoData


RULES = (
    Rule(
        "lag",
        Words("Akış geride kaldı ya da işçi yok", "The stream lags, or no worker runs"),
        "SELECT max(value) AS value FROM measurements "
        "WHERE metric = 'nabiz_lag_seconds' AND at > now64(3) - INTERVAL 3 MINUTE HAVING count() > 0",
        300,
        5,
        "Alerting",
    ),
    Rule(
        "rejects",
        Words("Çok sayıda kayıt reddediliyor", "Many items are rejected"),
        "SELECT count() AS value FROM rejected WHERE at > now64(3) - INTERVAL 15 MINUTE",
        500,
        5,
        "OK",
    ),
    Rule(
        "silence",
        Words("Hiçbir kaynaktan veri gelmiyor", "No source brings anything"),
        "SELECT dateDiff('second', max(stored_at), now64(3)) AS value FROM arrivals HAVING count() > 0",
        3600,
        5,
        "Alerting",
    ),
    Rule(
        "reconcile",
        Words("Hesabı tutmayan ileti var", "Messages are unaccounted for"),
        "SELECT sum(value) AS value FROM measurements "
        "WHERE metric IN ('nabiz_reconcile_missing', 'nabiz_reconcile_lost') AND at = "
        "(SELECT max(at) FROM measurements WHERE metric = 'nabiz_reconcile_landed' "
        "AND at > now64(3) - INTERVAL 1 DAY) HAVING count() > 0",
        0,
        10,
        "NoData",
    ),
)


def rule_uid(rule: Rule) -> str:
    return f"nabiz-{rule.name}"


def draw_rule(rule: Rule, language: Language) -> dict[str, Any]:
    """As the provisioning API takes it."""
    span = {"from": 600, "to": 0}
    asked = {
        "refId": "A",
        "datasourceUid": SOURCE["uid"],
        "relativeTimeRange": span,
        "model": {"refId": "A", "editorType": "sql", "format": 1, "queryType": "table", "rawSql": rule.sql},
    }
    judged = {
        "refId": "B",
        "datasourceUid": "__expr__",
        "relativeTimeRange": span,
        "model": {
            "refId": "B",
            "type": "threshold",
            "expression": "A",
            "conditions": [{"evaluator": {"type": "gt", "params": [rule.limit]}}],
        },
    }
    return {
        "uid": rule_uid(rule),
        "title": rule.title.in_(language),
        "folderUID": FOLDER,
        "ruleGroup": GROUP,
        "orgID": 1,
        "condition": "B",
        "data": [asked, judged],
        "for": f"{rule.minutes}m",
        "noDataState": rule.no_data,
        "execErrState": "Error",
        "labels": {"service": "nabiz"},
        "annotations": {"summary": rule.title.in_(language)},
        "isPaused": False,
    }


def provisioned(language: Language) -> dict[str, Any]:
    """The file of deploy/grafana/provisioning/alerting."""
    taken = ("folderUID", "ruleGroup", "orgID")
    rules = [{key: value for key, value in draw_rule(rule, language).items() if key not in taken} for rule in RULES]
    return {
        "apiVersion": 1,
        "groups": [{"orgId": 1, "name": GROUP, "folder": "Nabız", "interval": "1m", "rules": rules}],
    }
