"""A running Grafana, through grafana-client: the calls that `publishing` makes, and what to do where one fails.

Opened by `nabiz grafana publish`. Never shows the token or an answer's body, which may hold secrets. A release before
4 of grafana-client: later ones bring an HTTP stack that replaces urllib3 under the store's driver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from pipeline.errors import NabizError, SettingsError

SECONDS = 15.0
NOT_FOUND = 404
REFUSED = (401, 403)


class Grafana:
    """Answers None where Grafana has no such thing. Raises NabizError with what to do."""

    def __init__(self, url: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise SettingsError("Grafana's address cannot be read", hint="for example http://127.0.0.1:3000")
        try:
            from grafana_client import GrafanaApi
            from grafana_client.client import TokenAuth
        except ImportError:
            raise SettingsError("grafana-client is not installed", hint="pip install 'nabiz[grafana]'") from None
        self._api = GrafanaApi.from_url(url.rstrip("/") + "/", credential=TokenAuth(token), timeout=SECONDS)

    def __enter__(self) -> Grafana:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.client.s.close()

    def source(self, uid: str) -> Any:
        return self._ask(lambda: self._api.datasource.get_datasource_by_uid(uid))

    def create_source(self, source: Mapping[str, Any]) -> None:
        self._tell(lambda: self._api.datasource.create_datasource(dict(source)))

    def folder(self, uid: str) -> Any:
        return self._ask(lambda: self._api.folder.get_folder(uid))

    def create_folder(self, uid: str, title: str) -> None:
        self._tell(lambda: self._api.folder.create_folder(title, uid))

    def dashboard(self, uid: str) -> Any:
        return self._ask(lambda: self._api.dashboard.get_dashboard(uid))

    def put_dashboard(self, body: Mapping[str, Any]) -> None:
        self._tell(lambda: self._api.dashboard.update_dashboard(dict(body)))

    def rule(self, uid: str) -> Any:
        return self._ask(lambda: self._api.alertingprovisioning.get_alertrule(uid))

    def put_rule(self, rule: Mapping[str, Any], *, new: bool) -> None:
        """So that people may still silence and pause it, it is not marked as provisioned."""
        door = self._api.alertingprovisioning
        if new:
            self._tell(lambda: door.create_alertrule(dict(rule), disable_provenance=True))
        else:
            self._tell(lambda: door.update_alertrule(rule["uid"], dict(rule), disable_provenance=True))

    def contact_points(self) -> list[Any]:
        return self._ask(self._api.alertingprovisioning.get_contactpoints) or []

    def put_contact_point(self, point: Mapping[str, Any], *, new: bool) -> None:
        door = self._api.alertingprovisioning
        if new:
            self._tell(lambda: door.create_contactpoint(dict(point), disable_provenance=True))
        else:
            self._tell(lambda: door.update_contactpoint(point["uid"], dict(point)))

    def _tell(self, call: Callable[[], Any]) -> None:
        if self._ask(call, missing=False) is False:
            raise NabizError("Grafana has no such place", hint="is its version 11 or newer?")

    def _ask(self, call: Callable[[], Any], missing: Any = None) -> Any:
        from grafana_client.client import GrafanaException

        try:
            return call()
        except GrafanaException as error:
            if error.status_code == NOT_FOUND:
                return missing
            if error.status_code in REFUSED:
                raise NabizError(
                    "Grafana refuses the token", hint="a service account with the role Admin is needed"
                ) from None
            raise NabizError(f"Grafana answered {error.status_code}", hint="its log says more") from None
        except OSError as error:  # what its HTTP library raises
            raise NabizError(f"Grafana does not answer: {type(error).__name__}", hint="check GRAFANA_URL") from None
