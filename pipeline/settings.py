"""Every setting, read once from NABIZ_* variables (or a .env file) by the composition root and the command line.

Nothing else reads the environment. Each has a default for the embedded run but those that a default would make
unsafe. README has the same table; a test holds the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as Unreadable

from models.base import Precision
from pipeline.errors import SettingsError
from pipeline.owning import kept_key

SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
PREFIX = "NABIZ_"
TABLE = "see the table of settings in README.md"
ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}")


class Settings(BaseSettings):
    # A variable that is there and empty, as compose files and shells make them, is one that is not set.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True,
        str_strip_whitespace=True,  # a line end that came along from a file is no part of a name or a key
    )  # fmt: skip

    # addresses: what changes when one machine is outgrown
    broker: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, comma-separated host:port")
    store: str = Field("", description="clickhouse://user:password@host:8123/db; empty: chDB under the data directory")
    data_dir: Path = Field(Path("data"), description="where the embedded store, cursors and keys live")

    # Kafka
    broker_tls: bool = Field(False, description="speak TLS to the broker")
    broker_ca: Path | None = Field(None, description="CA certificate file for the broker, PEM")
    broker_user: str = Field("", description="SASL user; empty: no SASL")
    broker_password: SecretStr = Field(SecretStr(""), description="SASL password")
    broker_mechanism: SaslMechanism = Field("SCRAM-SHA-512", description="PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
    partitions: int = Field(
        8, ge=1, le=1024, description="partitions of voc.feedback.v1 when it is created; bounds the workers"
    )
    replication: int = Field(1, ge=1, le=9, description="replication factor of topics when they are created")
    group: str = Field("nabiz", min_length=1, description="consumer group; workers of one group share the work")
    log: str = Field(
        "kafka",
        min_length=1,
        description="name of this Kafka log in the reconcile table; change it when topics are recreated",
    )

    # the worker
    model: str = Field("compact", description="compact, hub:NAME@REVISION, a directory, or fake:free / fake:lexicon")
    taxonomy: Path | None = Field(None, description="YAML file of a company's own topics, beside the default ones")
    threads: int = Field(0, ge=0, le=4096, description="threads of the model; 0: all cores")
    precision: Precision = Field("auto", description="products of the model: auto, float32, bfloat16 or int8")
    generation: int = Field(
        0, ge=0, le=2**19 - 1, description="number of the scoring; rows of a higher one replace lower"
    )
    batch_items: int = Field(2048, ge=1, le=65_536, description="most messages in one batch")
    batch_seconds: float = Field(0.05, gt=0, le=60, description="longest wait for a batch to fill")
    insert_seconds: float = Field(
        1.0,
        ge=0,
        le=60,
        description="shortest time between two inserts of a worker; raise it for many workers",
    )
    stop_seconds: float = Field(
        45.0,
        gt=0,
        le=86_400,
        description="how long a worker that is told to stop waits for a broker that does not answer",
    )
    publish_insights: bool = Field(False, description="also publish every insight to voc.insights.v1")
    rejection_budget: float = Field(
        0.9, ge=0, le=1, description="share of rejects in 2,000 messages that stops a worker; 1: never"
    )
    watch_seconds: float = Field(5.0, gt=0, le=86_400, description="how often the crisis detector looks at the store")
    lateness_seconds: float = Field(
        60.0, ge=0, le=604_800, description="how long a minute stays open for late items before it is judged"
    )
    alert_margin: float = Field(
        0.0, ge=0, le=20, description="added to the scores that open an alert; `nabiz backtest --margin` tries one"
    )
    channels: list[str] = Field([], description="notification addresses (Apprise URLs), as a JSON list")
    routes: Path | None = Field(
        None, description="YAML file of channels and of rules who is told of what; instead of NABIZ_CHANNELS"
    )
    language: Literal["tr", "en"] = Field("tr", description="language of notifications and labels")

    # the store
    retention_days: int = Field(0, ge=0, le=36_500, description="days after which items are deleted; 0: keep")

    # privacy
    author_key: SecretStr = Field(
        SecretStr(""), description="key of the author hash, 32+ characters; empty: made and kept in the data directory"
    )

    # what listens
    host: str = Field("127.0.0.1", description="address that health and metrics bind to")
    port: int = Field(6070, ge=0, le=65_535, description="port of health and metrics; 0: any free one")
    console_host: str = Field("127.0.0.1", description="address that the console binds to")
    console_port: int = Field(6080, ge=0, le=65_535, description="port of the console; 0: any free one")
    console_url: str = Field(
        "", description="address of the console as people reach it, for links in notifications; empty: where it binds"
    )
    own_brands: list[str] = Field([], description="brands that are ours, as a JSON list; the others are competitors")
    console_proxy_header: str = Field(
        "",
        pattern=r"^[\w-]*$",
        description="header in which a proxy names who has signed in; empty: people sign in at the console",
    )
    console_proxies: list[str] = Field(
        ["127.0.0.1", "::1"], description="addresses of the proxies whose header is believed, as a JSON list"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe log line shown")
    log_json: bool = Field(False, description="log lines as JSON")

    @field_validator("author_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters; make one with: openssl rand -hex 32")
        return value

    @field_validator("broker")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if not all(ADDRESS.fullmatch(address.strip()) for address in value.split(",")):
            raise ValueError("must be host:port, such as kafka-1:9092,kafka-2:9092")
        return value

    @field_validator("broker_ca")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @field_validator("console_url")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://, as a browser needs it")
        return value

    @property
    def store_url(self) -> str:
        return self.store or f"chdb://{self.data_dir / 'store'}"

    @property
    def desk_address(self) -> str:
        """Of the console, for links; "" where it cannot be known."""
        known = f"http://{self.console_host}:{self.console_port}" if self.console_port else ""
        return self.console_url or known

    @property
    def embedded_store(self) -> bool:
        return self.store_url.startswith("chdb:")


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, `overrides` first. Raises SettingsError naming each wrong variable."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = [
            f"{variable(str(item['loc'][0]))}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False)
        ]
        raise SettingsError("; ".join(wrong), hint=TABLE) from None
    except Unreadable as error:  # of lists, which are told as JSON; its message names the field and holds no value
        named = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "")
        raise SettingsError(f'{variable(named)} is no JSON list, such as ["one", "two"]', hint=TABLE) from None


def variable(name: str) -> str:
    """Of the environment, for a setting."""
    return f"{PREFIX}{name.upper()}"


def unknown_variables(names: Iterable[str]) -> dict[str, str]:
    """Those of the environment that look like settings and are none, each with the setting that may be meant, or ""."""
    known = [variable(name) for name in Settings.model_fields]
    strange = sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)
    return {name: next(iter(get_close_matches(name.upper(), known, 1, 0.8)), "") for name in strange}


def author_key(settings: Settings) -> bytes:
    """The key of the author hash; kept in the data directory when none is set, so that an author keeps the hash."""
    told = settings.author_key.get_secret_value()
    if told:
        return told.encode()
    if not settings.embedded_store:
        raise SettingsError("NABIZ_AUTHOR_KEY is not set", hint="all connectors share one: openssl rand -hex 32")
    return kept_key(settings.data_dir / "author.key").encode()


def settings_table() -> str:
    """The table of README: every variable, its default and what it means, as Markdown rows."""
    return "\n".join(
        f"| `{variable(name)}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, list) and default:
        return f"`{json.dumps(default)}`"
    empty = default is None or default in ("", []) or isinstance(default, SecretStr)
    return "" if empty else f"`{default}`"
