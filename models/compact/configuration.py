"""The compact model's configuration, as transformers wants it (config.json).

Read by `network` and `model`. Must hold everything that the weights alone do not say: sizes,
label names, temperature and thresholds, so that from_pretrained needs nothing else.
"""

from __future__ import annotations

from transformers import PretrainedConfig

from models.base import SENTIMENTS


class CompactConfig(PretrainedConfig):  # type: ignore[misc]
    """Sizes of the encoder and of the hashed side, labels, calibration."""

    model_type = "nabiz_compact"

    vocab_size: int = 32768
    width: int = 256
    heads: int = 4
    inner: int = 768
    layers: int = 2
    dropout: float = 0.1
    sentiment_share: float = 1.0
    sentiment_buckets: int = 1_048_576
    gram_orders: int = 2
    max_tokens: int = 256
    head_tokens: int = 128
    topics: tuple[str, ...] | list[str] = ()
    sentiments: tuple[str, ...] | list[str] = SENTIMENTS
    sentiment_scale: float = 1.0
    sentiment_bias: tuple[float, ...] | list[float] = (0.0, 0.0, 0.0)
    topic_scale: tuple[float, ...] | list[float] = ()
    topic_bias: tuple[float, ...] | list[float] = ()
    topic_thresholds: tuple[float, ...] | list[float] = ()
    product_ranges: dict[str, list[float]] | None = None
    pad_token_id: int | None = 0
