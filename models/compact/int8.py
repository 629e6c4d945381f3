"""The encoder's matrix products in eight bits, for processors without bfloat16.

Called by `model` where `serving` chooses it. Weights get a scale a row; what comes in gets one fixed range a layer,
measured when the weights were packed and kept in config.json: a range taken from each batch, as torch's own dynamic
quantization does, would give a text another answer beside other texts. Must change nothing but the products.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor, nn

_MULTIPLY = "linear_with_input_q_dq_qweight_dq_output_fp32"
_STEPS = 127  # seven bits of what comes in: eight could overflow on processors without VNNI
_SPARED = 1e-4  # of the values at either end may be cut, so that the rest is told apart better
_SAMPLED = 1_000_000  # values of one layer and batch that are looked at

Ranges = Mapping[str, tuple[float, float]]


def can_multiply() -> bool:
    """Whether this torch has the kernels: on x86 it does."""
    return "fbgemm" in torch.backends.quantized.supported_engines and hasattr(torch.ops.quantized, _MULTIPLY)


class Int8Linear(nn.Module):
    """A linear layer from float32 to float32 that multiplies in eight bits."""

    def __init__(self, layer: nn.Linear, lowest: float, highest: float) -> None:
        super().__init__()
        self.scale = (highest - lowest) / _STEPS
        self.zero = max(0, min(_STEPS, round(-lowest / self.scale)))
        with _kernels():
            self.packed = torch.ops.quantized.linear_prepack(
                _rounded(layer.weight.detach().float()), layer.bias.float()
            )
        self.multiply = getattr(torch.ops.quantized, _MULTIPLY)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.multiply(x, self.scale, self.zero, self.packed))


def _rounded(weight: Tensor) -> Tensor:
    scales = (weight.abs().amax(dim=1) / 127).clamp(min=1e-9).double()
    return torch.quantize_per_channel(weight, scales, torch.zeros(len(scales), dtype=torch.long), 0, torch.qint8)


@contextmanager
def _kernels() -> Iterator[None]:
    before = torch.backends.quantized.engine
    torch.backends.quantized.engine = "fbgemm"
    try:
        with warnings.catch_warnings():  # of a later torch, which will have them elsewhere: `can_multiply` asks
            warnings.filterwarnings("ignore", "torch.quantize_per_tensor", UserWarning)
            yield
    finally:
        torch.backends.quantized.engine = before


def in_int8(encoder: nn.Module, ranges: Ranges) -> None:
    """Puts an Int8Linear in the place of every layer that has a range."""
    for name, (lowest, highest) in ranges.items():
        parent, _, last = name.rpartition(".")
        layer = encoder.get_submodule(name)
        if isinstance(layer, nn.Linear):
            setattr(encoder.get_submodule(parent), last, Int8Linear(layer, lowest, highest))


@torch.inference_mode()
def measured(encoder: nn.Module, run: Callable[[Tensor], object], batches: Iterable[Tensor]) -> dict[str, list[float]]:
    """The range of what comes into each linear layer of `encoder` while `run` reads `batches` of ids."""
    seen: dict[str, list[Tensor]] = {}

    def note(name: str, x: Tensor) -> None:
        values = x.detach().float().flatten()
        values = values[:: max(1, len(values) // _SAMPLED)].sort().values
        spared = int(_SPARED * len(values))
        seen.setdefault(name, []).append(torch.stack((values[spared], values[-1 - spared])))

    hooks = [
        layer.register_forward_pre_hook(lambda _, given, name=name: note(name, given[0]))
        for name, layer in encoder.named_modules()
        if isinstance(layer, nn.Linear)
    ]
    for ids in batches:
        run(ids)
    for hook in hooks:
        hook.remove()
    return {name: [round(end, 4) for end in torch.stack(ends).mean(dim=0).tolist()] for name, ends in seen.items()}
