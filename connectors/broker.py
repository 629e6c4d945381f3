"""The outbox on Kafka, and the topics it needs. Alone in using kafka-python; opened by the command line and `up`.

acks=all, idempotent, compressed; a message's key is its id, so one statement always goes to the same partition.
A producer that failed is thrown away: its sequence numbers are spent, and an embedded broker that starts anew knows
none of them. Must never read from Kafka, and never log what it sends.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kafka import KafkaAdminClient, KafkaProducer
from kafka.errors import KafkaError, TopicAlreadyExistsError
from kafka.producer.future import FutureRecordMetadata
from pydantic import SecretStr

from connectors.publisher import Sending
from pipeline.errors import BrokerError
from pipeline.wire import TOPICS, Encoded

CLIENT = "nabiz-connector"
BOOTSTRAP_MS = 10_000  # until a broker has answered for the first time
KNOCK_SECONDS = 5.0
FORCE_SECONDS = 1.0
MAX_REQUEST = 1_048_576  # bytes: Kafka's own default; wire.MAX_MESSAGE stays below it
LOOK_MS = 4_000
HINT = "is the broker running, and is NABIZ_BROKER its address? `nabiz doctor` tells"


@dataclass(frozen=True, slots=True)
class Security:
    """How to speak to a broker that asks who we are."""

    tls: bool = False
    ca: str = ""  # PEM file; empty: the system's authorities
    user: str = ""
    password: SecretStr = field(default_factory=lambda: SecretStr(""))
    mechanism: str = "SCRAM-SHA-512"

    def settings(self) -> dict[str, object]:
        """The words that kafka-python has for it."""
        protocol = ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT")
        told: dict[str, object] = {"security_protocol": protocol}
        if self.tls and self.ca:
            told["ssl_cafile"] = self.ca
        if self.user:
            told["sasl_mechanism"] = self.mechanism
            told["sasl_plain_username"] = self.user
            told["sasl_plain_password"] = self.password.get_secret_value()
        return told


@dataclass(frozen=True, slots=True)
class Sends:
    """How messages are sent. Larger batches cost latency below a full load only by `linger_ms`."""

    linger_ms: int = 20
    batch_bytes: int = 262_144  # of one partition
    compression: str = "lz4"
    give_up_seconds: float = 90.0  # a broker halted for a minute loses nothing


class KafkaOutbox:
    """Opens its producer with the first message, and a new one after a failure."""

    def __init__(self, bootstrap: str, security: Security | None = None, sends: Sends | None = None) -> None:
        self._bootstrap, self._security, self._sends = _addresses(bootstrap), security or Security(), sends or Sends()
        self._producer: KafkaProducer | None = None
        self._lock = threading.Lock()

    def send(self, topic: str, messages: Sequence[Encoded]) -> Sending:
        producer = self._open()
        try:
            futures = [
                producer.send(topic, value=message.value, key=message.key, headers=message.headers)
                for message in messages
            ]
        except (KafkaError, OSError) as error:
            self._discard(producer)
            raise _broker_error(error) from error
        return _Sending(producer, futures, self._discard)

    def close(self) -> None:
        """Gives what is under way a second; whoever wanted it safe has waited for it."""
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            _end(producer, 1.0)

    def _open(self) -> KafkaProducer:
        with self._lock:
            if self._producer is None:
                self._producer = _producer(self._bootstrap, self._security, self._sends)
            return self._producer

    def _discard(self, producer: KafkaProducer) -> None:
        with self._lock:
            if self._producer is producer:
                self._producer = None
        _end(producer, 0.0)


class _Sending:
    def __init__(
        self,
        producer: KafkaProducer,
        futures: Sequence[FutureRecordMetadata],
        discard: Callable[[KafkaProducer], None],
    ) -> None:
        self._producer, self._futures, self._discard = producer, futures, discard

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        for future in self._futures:
            if not future.is_done:
                try:
                    future.get(timeout=max(0.001, end - time.monotonic()))
                except KafkaError:
                    if not future.is_done:
                        return False
            if future.failed():
                self._discard(self._producer)
                raise _broker_error(future.exception) from future.exception
        return True


def create_topics(
    bootstrap: str,
    *,
    partitions: int,
    replication: int = 1,
    security: Security | None = None,
    topics: Sequence[str] = TOPICS,
) -> tuple[str, ...]:
    """Create those of `topics` that are missing and name them. Existing ones stay as they are, partitions included."""
    with _administration(bootstrap, security, BOOTSTRAP_MS) as admin:
        return _create(admin, topics, {"num_partitions": partitions, "replication_factor": replication})


def topics_there(bootstrap: str, security: Security) -> frozenset[str]:
    """The topics that we may see as `security` says. Raises BrokerError where no broker lets us in: for a diagnosis."""
    with _administration(bootstrap, security, LOOK_MS) as admin:
        return frozenset(admin.list_topics())


@contextlib.contextmanager
def _administration(bootstrap: str, security: Security | None, patience_ms: int) -> Iterator[KafkaAdminClient]:
    _knock(_addresses(bootstrap), security or Security())
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=_addresses(bootstrap),
            client_id=CLIENT,
            bootstrap_timeout_ms=patience_ms,
            **(security or Security()).settings(),
        )
    except (KafkaError, OSError) as error:
        raise BrokerError(
            f"the broker at {bootstrap} listens, but does not let us in: {type(error).__name__}",
            hint="do NABIZ_BROKER_TLS, _CA, _USER, _PASSWORD and _MECHANISM fit it, and is it a Kafka broker?",
        ) from error
    try:
        yield admin
    except (KafkaError, OSError) as error:
        raise _broker_error(error) from error
    finally:
        admin.close()


def _create(admin: KafkaAdminClient, topics: Sequence[str], options: Mapping[str, int]) -> tuple[str, ...]:
    there = set(admin.list_topics())
    missing = tuple(topic for topic in topics if topic not in there)
    created = []
    for topic in missing:
        try:
            admin.create_topics({topic: dict(options)}, wait_for_metadata=True)
            created.append(topic)
        except TopicAlreadyExistsError:  # somebody else was quicker
            continue
    return tuple(created)


def _producer(bootstrap: Sequence[str], security: Security, sends: Sends) -> KafkaProducer:
    patience = int(sends.give_up_seconds * 1000)
    _knock(bootstrap, security)
    try:
        return KafkaProducer(
            bootstrap_servers=list(bootstrap),
            client_id=CLIENT,
            acks="all",
            enable_idempotence=True,
            compression_type=sends.compression,
            linger_ms=sends.linger_ms,
            batch_size=sends.batch_bytes,
            max_request_size=MAX_REQUEST,
            request_timeout_ms=min(15_000, patience // 2),
            delivery_timeout_ms=patience,
            max_block_ms=patience,
            bootstrap_timeout_ms=min(BOOTSTRAP_MS, patience),
            reconnect_backoff_max_ms=2_000,
            allow_auto_create_topics=False,
            metrics_enabled=False,  # nobody reads them, and they cost a tenth of the rate
            **security.settings(),
        )
    except (KafkaError, OSError) as error:
        raise _broker_error(error) from error


def _end(producer: KafkaProducer, seconds: float) -> None:
    """Close within `seconds`, whatever is unsent. What fails on the way out has been said already.

    The library's own close raises where something cannot be sent in time, and then leaves its thread and its
    connections to run for ever; forcing the sender has no public name.
    """
    try:
        producer.close(timeout=seconds)
    except KafkaError:
        producer._sender.force_close()
        producer._sender.join(FORCE_SECONDS)
        with contextlib.suppress(KafkaError):
            producer.close(timeout=FORCE_SECONDS)


def _knock(addresses: Sequence[str], security: Security) -> None:
    """Raises BrokerError where nobody listens, or nobody who speaks TLS though we do: at once, where the library would
    try for seconds and leak sockets, or wait for ever for the answer to its greeting."""
    problem, hint = f"no broker answers at {', '.join(addresses)}", HINT
    for address in addresses:
        host, _, port = address.rpartition(":")
        with contextlib.suppress(OSError, ValueError), _connection(host.strip("[]"), int(port)) as opened:
            if not security.tls:
                return
            try:
                _greet(opened, host.strip("[]"), security)
            except ssl.SSLCertVerificationError as error:
                problem = f"the certificate of the broker at {address} is not trusted: {error.verify_message}"
                hint = "name its authority in NABIZ_BROKER_CA, and call the broker as its certificate does"
            except OSError:
                problem, hint = (
                    f"the broker at {address} does not speak TLS",
                    "set NABIZ_BROKER_TLS=false, or its TLS port",
                )
            else:
                return
    raise BrokerError(problem, hint=hint)


def _connection(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), timeout=KNOCK_SECONDS)


def _greet(opened: socket.socket, host: str, security: Security) -> None:
    context = ssl.create_default_context(cafile=security.ca or None)
    context.wrap_socket(opened, server_hostname=host).close()


def _addresses(bootstrap: str) -> list[str]:
    return [address.strip() for address in bootstrap.split(",") if address.strip()]


def _broker_error(error: Exception) -> BrokerError:
    """Names the kind alone: messages of the library may quote what was sent."""
    return BrokerError(f"the broker did not take what was sent: {type(error).__name__}", hint=HINT)
