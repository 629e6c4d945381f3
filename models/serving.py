"""Batches by token budget in length buckets, precision, threads, device: how a network is fed.

Called by `models.compact.model` and `models.hub`. Memory is bounded for any input: a text is
cut by characters far above the token limit first, then by tokens, head and tail. Texts of one
batch have nearly one length, so that padding wastes little, and padding never changes an
answer. Must never reorder answers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.base import Precision
from models.errors import DeviceUnusable
from models.trimming import trimming

Batch = tuple[Tensor, Tensor]  # ids, and which of them are a text's own
Run = Callable[[Callable[[Batch], Tensor], Sequence[Batch]], list[Tensor]]
# A text's first and last characters that can matter at all: no token is longer than 20.
_CHARACTERS_A_TOKEN = 24
_THREADS = torch.get_num_threads()  # a lane's own count is 1, and a new thread would take that for the machine's
_BATCHES_A_LANE = 4
_TOKENS_A_CALL = 32  # what a call costs beside its tokens, counted in tokens
_FEWEST_TOKENS = 1024  # fewer a batch, and calls cost more than lanes gain


@dataclass(frozen=True, slots=True)
class Serving:
    """How to run a model: settings of the deployment, none of the weights."""

    threads: int = 0
    precision: Precision = "auto"
    device: str | None = None
    tokens_per_batch: int = 8192
    texts_per_batch: int = 512
    texts_per_block: int = 4096


@dataclass(frozen=True, slots=True)
class Cut:
    """How many tokens of a text are read, from its beginning and from its end."""

    head: int
    tail: int

    @property
    def longest(self) -> int:
        return self.head + self.tail

    def ids(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.longest else ids[: self.head] + ids[len(ids) - self.tail :]

    def text(self, text: str) -> str:
        """Spare the tokenizer what will be cut anyway."""
        head, tail = self.head * _CHARACTERS_A_TOKEN, self.tail * _CHARACTERS_A_TOKEN
        return text if len(text) <= head + tail else text[:head] + " " + text[len(text) - tail :]


@dataclass(frozen=True, slots=True)
class Padding:
    """The id behind the shorter texts of a batch; not `allowed`, only texts of one length make a batch."""

    id: int = 0
    allowed: bool = True


def choose_device(name: str | None) -> torch.device:
    """The named device, else a GPU when there is one. Raises DeviceUnusable for one that is not here."""
    return _device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


@cache
def _device(name: str) -> torch.device:
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).tolist()
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # of torch built without it, of one too many
        raise DeviceUnusable(name, str(error)) from error
    return device


def choose_precision(device: torch.device, wanted: Precision, *, int8: bool = False) -> torch.dtype:
    """As set; else bfloat16 where the device multiplies it natively, else eight bits where the model has them.

    `int8` says that it has; without, float32 stands for int8.
    """
    eight_bits = torch.qint8 if int8 and device.type == "cpu" else torch.float32
    if wanted != "auto":
        return {"float32": torch.float32, "bfloat16": torch.bfloat16, "int8": eight_bits}[wanted]
    if device.type == "cuda":
        return torch.bfloat16
    capability = torch.backends.cpu.get_cpu_capability()
    native = capability.startswith("AVX512") and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if native else eight_bits


def run_batches(
    texts: Sequence[str],
    tokenizer: Tokenizer,
    cut: Cut,
    forward: Callable[[Tensor, Tensor], Tensor],
    serving: Serving,
    padding: Padding = Padding(),
) -> Tensor:
    """(texts, outputs) on the CPU, in the order of `texts`; `forward` takes ids and mask.

    The mask tells a text's tokens from what stands behind them, whatever their ids are.

    The next block is tokenised in a thread of its own while the network works on this one. Of two blocks there are
    tokens at any time, and of the others answers alone.
    """
    with lanes(serving) as run, ThreadPoolExecutor(1) as tokenising:

        def block(at: int) -> Future[list[list[int]]]:
            return tokenising.submit(_encode, tokenizer, cut, texts[at : at + serving.texts_per_block])

        answers, coming = [], block(0)
        for at in range(serving.texts_per_block, len(texts) + serving.texts_per_block, serving.texts_per_block):
            ids = coming.result()
            if at < len(texts):
                coming = block(at)
            answers.append(_run_block(ids, forward, run, serving, padding))
        return torch.cat(answers)


@contextlib.contextmanager
def lanes(serving: Serving) -> Iterator[Run]:
    """Runs batches side by side, each with one thread of torch: none waits for another at the end of every product,
    as the threads of one product do, and where the other core is taken one lane is slow and not both.

    On a GPU, with one thread, or for a single batch there is one lane, and all threads are in it.
    """
    threads = serving.threads or _THREADS
    if lane_count(serving) == 1:
        with thread_count(threads), torch.inference_mode():
            yield lambda forward, batches: [forward(batch) for batch in batches]
        return
    pool = _pool(threads)

    def run(forward: Callable[[Batch], Tensor], batches: Sequence[Batch]) -> list[Tensor]:
        inferring = torch.inference_mode()(forward)
        return [inferring(batches[0])] if len(batches) == 1 else list(pool.map(inferring, batches))

    with thread_count(threads):
        yield run


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """The lanes of all calls: more than one call at once must not make more lanes than there are processors."""
    return ThreadPoolExecutor(threads, "lane", torch.set_num_threads, (1,))


def lane_count(serving: Serving) -> int:
    """How many batches run side by side at most."""
    return (serving.threads or _THREADS) if choose_device(serving.device).type == "cpu" else 1


def _encode(tokenizer: Tokenizer, cut: Cut, texts: Sequence[str]) -> list[list[int]]:
    # A lone surrogate cannot cross into the tokenizer; it becomes a question mark.
    clean = [cut.text(text).encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [cut.ids(encoding.ids) for encoding in tokenizer.encode_batch_fast(clean)]


def _run_block(
    ids: list[list[int]], forward: Callable[[Tensor, Tensor], Tensor], run: Run, serving: Serving, padding: Padding
) -> Tensor:
    lengths = [len(one) for one in ids]
    budget = _budget(sum(lengths), serving)
    buckets = list(length_buckets(lengths, budget, serving.texts_per_batch, padded=padding.allowed))[::-1]
    chosen_ids = ([ids[index] for index in chosen] for chosen in buckets)  # the longest go first
    parts = run(lambda batch: forward(*batch), [(pad(one, padding.id), present(one)) for one in chosen_ids])
    places = torch.tensor([index for chosen in buckets for index in chosen])
    back = torch.empty_like(places)
    back[places] = torch.arange(len(places))
    answers = torch.cat(parts)[back]
    trimming.note(sum(lengths))
    return answers


def _budget(tokens: int, serving: Serving) -> int:
    """Tokens a batch: as set for one lane, else no more than gives every lane some batches."""
    side_by_side = lane_count(serving)
    if side_by_side == 1:
        return serving.tokens_per_batch
    return min(serving.tokens_per_batch, max(_FEWEST_TOKENS, tokens // (_BATCHES_A_LANE * side_by_side)))


def length_buckets(lengths: Sequence[int], tokens: int, texts: int, *, padded: bool = True) -> Iterator[list[int]]:
    """Indices of texts of like length; longest times count stays within `tokens`.

    A batch also ends where its longest text would make more than a tenth of it padding, unless that costs less than
    another call of the network. Without `padded` it ends where the length changes.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batch: list[int] = []
    total = 0
    for index in order:
        longest, count = lengths[index], len(batch) + 1
        wasteful = longest * count - total - longest > max(_TOKENS_A_CALL, 0.1 * longest * count)
        longer = not padded and longest * count > total + longest
        if batch and (longest * count > tokens or count > texts or wasteful or longer):
            yield batch
            batch, total = [], 0
        batch.append(index)
        total += longest
    if batch:
        yield batch


def pad(ids: Sequence[Sequence[int]], padding: int = 0) -> Tensor:
    """(texts, longest) ids with `padding` behind; an empty text still has one place."""
    longest = max(1, *map(len, ids))
    return torch.tensor([[*one, *(padding,) * (longest - len(one))] for one in ids], dtype=torch.long)


def present(ids: Sequence[Sequence[int]]) -> Tensor:
    """(texts, longest): true where `pad` leaves a text's own ids."""
    lengths = torch.tensor([len(one) for one in ids])
    return torch.arange(max(1, int(lengths.max()))) < lengths[:, None]


@contextlib.contextmanager
def thread_count(threads: int) -> Iterator[None]:
    """Torch's threads for the time of a call; 0 leaves them as they are."""
    before = torch.get_num_threads()
    try:
        if threads:
            torch.set_num_threads(threads)
        yield
    finally:
        torch.set_num_threads(before)
