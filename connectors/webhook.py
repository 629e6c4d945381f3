"""The webhook receiver: survey, CRM and call-centre tools post what customers said. It listens; nothing is fetched.

    POST /v1/feedback   one JSON object, an array of them, or a line each (application/x-ndjson); see webhook_keys
    GET  /healthz       200 while deliveries reach the broker, 503 after one did not

202 is answered only when the broker has everything, refused items included (as dead letters): {"accepted": [ids],
"rejected": [{"index", "reason", "detail"}]}. Whoever got another answer, or none, sends the same again: ids are
stable, so nothing counts twice. Errors are application/problem+json (RFC 9457) and say what to do.
Opened by the command line; must never log what is posted, nor answer anyone who proved no key.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from hashlib import blake2b
from http import HTTPStatus
from typing import Protocol, TypeVar

import msgspec
import uvicorn
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.asking import Clock
from connectors.base import Record
from connectors.publisher import Receipt
from connectors.webhook_keys import HEADER, Claim, Denied, Key, bearer_of, claim_of, proven
from connectors.webhook_payload import FORMS, BadBody, Form, TooMany, form_of, records_of
from pipeline.errors import BrokerError, SettingsError
from pipeline.feedback import Rejected

log = logging.getLogger(__name__)

Proof = TypeVar("Proof", Claim, Key)

PATH = "/v1/feedback"
SPARE_SECONDS = 5.0  # what a delivery may take beyond its own limit, while it opens its connection


class Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    keys: tuple[Key, ...] = Field(min_length=1, description="who may post")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65_535, description="port to listen on; 0: any free one")
    tls_certificate: str = Field("", description="PEM file; empty: plain HTTP, for loopback or behind a proxy")
    tls_key: str = Field("", description="PEM file of the certificate's key")
    replay_seconds: float = Field(300.0, gt=0, description="how far a signature's time may be from ours")
    max_body: int = Field(1_048_576, ge=1_024, description="bytes of one request")
    max_items: int = Field(1_000, ge=1, description="items of one request")
    max_requests: int = Field(32, ge=1, description="requests that are worked on at once; more are asked to wait")
    body_seconds: float = Field(10.0, gt=0, description="time to send a body in")
    deliver_seconds: float = Field(20.0, gt=0, description="time for the broker to take a request's items")
    name: str = Field("webhook", description="name of this source in metrics")

    @model_validator(mode="after")
    def _told_apart(self) -> Options:
        names = [key.name for key in self.keys]
        if len(set(names)) < len(names):
            raise ValueError("two keys have the same name")
        return self


class Deliverer(Protocol):
    """What the receiver needs of `connectors.publisher.Publisher`; called from several threads."""

    def deliver(self, items: Sequence[Record | Rejected], seconds: float = ...) -> Receipt:
        """Returns when the broker has the items. Raises BrokerError when it may not have them."""


class Problem(Exception):
    """An answer other than 202."""

    def __init__(self, status: HTTPStatus, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def build_receiver(publisher: Deliverer, options: Options, clock: Clock) -> Starlette:
    """The web application, composed of what it is given; it opens nothing of its own but threads."""
    receiver = _Receiver(publisher, options, clock)
    routes = [
        Route(PATH, receiver.post, methods=["POST"]),
        Route("/healthz", receiver.health, methods=["GET"]),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: _unrouted}, lifespan=receiver.lifespan)


def serve(publisher: Deliverer, options: Options, clock: Clock) -> None:
    """Listens until it is stopped (SIGINT, SIGTERM); requests under way are answered first."""
    local = options.host in ("127.0.0.1", "::1", "localhost")
    if not local and not options.tls_certificate:
        log.warning("the webhook listens on %s without TLS: put it behind a proxy that has it", options.host)
    with _listener(options) as listener:
        log.info("the webhook takes posts on %s:%d%s", *listener.getsockname()[:2], PATH)
        server_of(publisher, options, clock).run(sockets=[listener])


def _listener(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listener = socket.create_server((options.host, options.port), family=family)
    except OSError as error:
        where = f"{options.host}:{options.port}"
        raise SettingsError(f"cannot listen on {where}: {error.strerror}", hint="choose another port") from None
    # asyncio sets it only on sockets that it made itself; without it every answer waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def server_of(publisher: Deliverer, options: Options, clock: Clock) -> uvicorn.Server:
    config = uvicorn.Config(
        build_receiver(publisher, options, clock),
        ssl_certfile=options.tls_certificate or None,
        ssl_keyfile=options.tls_key or None,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=options.max_requests * 4,
        timeout_graceful_shutdown=int(options.deliver_seconds + SPARE_SECONDS),
    )
    return uvicorn.Server(config)


class _Receiver:
    def __init__(self, publisher: Deliverer, options: Options, clock: Clock) -> None:
        self._publisher, self._options, self._clock = publisher, options, clock
        self._keys = {key.name: key for key in options.keys}
        self._threads = ThreadPoolExecutor(options.max_requests, thread_name_prefix="webhook")
        self._busy = 0  # requests, and deliveries that outlived theirs
        self._broken = False  # the last delivery did not reach the broker

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def health(self, _: Request) -> Response:
        status = HTTPStatus.SERVICE_UNAVAILABLE if self._broken else HTTPStatus.OK
        return _json(status, {"status": "broker away" if self._broken else "ok", "requests": self._busy})

    async def post(self, request: Request) -> Response:
        if self._busy >= self._options.max_requests:
            return _answer(Problem(HTTPStatus.TOO_MANY_REQUESTS, "too many requests at once", Retry_After="1"))
        self._busy += 1
        try:
            return await self._take(request)
        except Problem as problem:
            return _answer(problem)
        except ClientDisconnect:
            return _answer(Problem(HTTPStatus.BAD_REQUEST, "the body breaks off"))
        except Exception as error:  # the message may quote what was posted: only its kind and place are logged
            log.error("a posted request failed: %s at %s", type(error).__name__, _place(error))
            return _answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "our mistake; send the same again later"))
        finally:
            self._busy -= 1

    async def _take(self, request: Request) -> Response:
        form = self._form(request)
        proof = self._proof(request)
        body = await self._body(request)
        key = self._key(proof, body)
        origin = f"webhook:{key.name}/{blake2b(body, digest_size=8).hexdigest()}"
        try:
            items = records_of(body, form, key, origin, self._options.max_items)
        except TooMany as error:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(error)) from None
        except BadBody as error:
            raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from None
        receipt = await self._deliver(items)
        log.info("key %s: %d accepted, %d rejected", key.name, receipt.accepted, receipt.rejected)
        return _json(HTTPStatus.ACCEPTED, _outcome(receipt))

    def _form(self, request: Request) -> Form:
        form = form_of(request.headers.get("content-type", ""))
        if form is None:
            detail = f"send the body in UTF-8 as one of {', '.join(FORMS)}"
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, Accept_Post="application/json")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the body uncompressed", Accept_Encoding="identity")
        return form

    def _proof(self, request: Request) -> Claim | Key:
        """As much as can be known before the body is read: nobody sends a megabyte to be told that a key is wrong."""
        signature, authorization = request.headers.get(HEADER), request.headers.get("authorization")
        if signature is not None:
            return _let_in(claim_of(signature, self._clock(), self._options.replay_seconds))
        if authorization is not None:
            return _let_in(bearer_of(authorization, self._options.keys))
        raise _unproven(f"sign the body in the header '{HEADER}', or send 'Authorization: Bearer TOKEN'")

    def _key(self, proof: Claim | Key, body: bytes) -> Key:
        return proof if isinstance(proof, Key) else _let_in(proven(proof, body, self._keys))

    async def _body(self, request: Request) -> bytes:
        limit = self._options.max_body
        too_large = Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"send at most {limit} bytes a request", Connection="close"
        )
        told = request.headers.get("content-length", "0")
        if told.isdigit() and int(told) > limit:
            raise too_large
        body = bytearray()
        try:
            async with asyncio.timeout(self._options.body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > limit:
                        raise too_large
        except TimeoutError:
            seconds = f"{self._options.body_seconds:.0f}"
            raise Problem(
                HTTPStatus.REQUEST_TIMEOUT, f"send the whole body within {seconds} seconds", Connection="close"
            ) from None
        return bytes(body)

    async def _deliver(self, items: Sequence[Record | Rejected]) -> Receipt:
        """Hands the items to the publisher in a thread. One that hangs keeps its place among the busy until it ends."""
        seconds = self._options.deliver_seconds
        work = self._threads.submit(self._publisher.deliver, items, seconds)
        away = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "the broker is away; send the same again", Retry_After="5")
        try:
            receipt = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(work)), seconds + SPARE_SECONDS)
        except (BrokerError, TimeoutError) as error:
            self._broken = True
            log.warning("a delivery did not reach the broker: %s", type(error).__name__)
            self._outlive(work)
            raise away from None
        self._broken = False
        return receipt

    def _outlive(self, work: Future[Receipt]) -> None:
        if work.done() or work.cancel():
            return
        self._busy += 1
        loop = asyncio.get_running_loop()
        work.add_done_callback(lambda _: loop.call_soon_threadsafe(self._free))

    def _free(self) -> None:
        self._busy -= 1


def _let_in(proof: Proof | Denied) -> Proof:
    if isinstance(proof, Denied):
        raise _unproven(proof.detail)
    return proof


def _unproven(detail: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate="Bearer")


def _outcome(receipt: Receipt) -> dict[str, object]:
    rejected = [{"index": r.index, "reason": r.reason, "detail": r.detail} for r in receipt.refusals]
    return {"accepted": [str(ident) for ident in receipt.ids], "rejected": rejected}


async def _unrouted(_: Request, error: Exception) -> Response:
    """404 and 405, which the router raises."""
    assert isinstance(error, HTTPException)
    detail = f"post to {PATH}" if error.status_code in (404, 405) else error.detail
    problem = Problem(HTTPStatus(error.status_code), detail)
    problem.headers = dict(error.headers or {})
    return _answer(problem)


def _answer(problem: Problem) -> Response:
    body = {"type": "about:blank", "title": problem.status.phrase, "status": problem.status, "detail": problem.detail}
    return Response(msgspec.json.encode(body), problem.status, problem.headers, "application/problem+json")


def _json(status: HTTPStatus, body: dict[str, object]) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
