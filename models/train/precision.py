"""In which precision a training step multiplies.

Called by `pretrain` and `fit`. Decides nothing else: weights, sums and losses are always in float32.
"""

from __future__ import annotations

import torch

from models.serving import choose_precision


def brief(device: torch.device) -> torch.autocast:
    """Products in bfloat16 where the device has them; on a processor without, they would take several times as long."""
    return torch.autocast(device.type, torch.bfloat16, enabled=choose_precision(device, "auto") is torch.bfloat16)
