"""Finds the dashboards: every module of this package that defines DASHBOARD. Called by Grafana's writer, the console
and the tests, so that a new dashboard is drawn and tested without being named anywhere else."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import pipeline.views as package
from pipeline.errors import SettingsError
from pipeline.views.panel import Dashboard, Panel


@cache
def dashboards() -> tuple[Dashboard, ...]:
    """All there are, in the order of the menu. Raises SettingsError where two bear one name."""
    modules = [
        import_module(f"{package.__name__}.{each.name}") for each in iter_modules(package.__path__) if not each.ispkg
    ]
    found = [module.DASHBOARD for module in modules if isinstance(getattr(module, "DASHBOARD", None), Dashboard)]
    names = [dashboard.name for dashboard in found]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"two dashboards are called {name!r}", hint="rename one: the name is its address")
    return tuple(sorted(found, key=lambda dashboard: (dashboard.order, dashboard.name)))


def dashboard(name: str) -> Dashboard | None:
    return next((each for each in dashboards() if each.name == name), None)


def panel(board: Dashboard, name: str) -> Panel | None:
    return next((each for each in board.panels if each.name == name), None)
