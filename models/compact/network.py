"""The compact network: a small subword encoder with a hashed n-gram side beside it.

Loaded by `models.compact.model`, trained by `models.train`. One forward pass gives three
sentiment logits and one logit a topic. Must know nothing of texts: ids in, logits out.

    ids -> embedding -> convolution over three neighbours -> transformer layers -> pooling -> heads
      \\-> hashed runs of 1..n ids -> sums of a weight table (sentiment only) -------------/+
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel
from transformers.utils.generic import ModelOutput

from models.compact.configuration import CompactConfig
from models.compact.grams import gram_buckets


@dataclass
class CompactOutput(ModelOutput):  # type: ignore[misc]
    """Logits before calibration: sentiment (batch, 3), topics (batch, number of topics)."""

    sentiment: Tensor | None = None
    topics: Tensor | None = None


def _product(linear: nn.Module, x: Tensor) -> Tensor:
    """The layer in its own precision, the answer in that of `x`.

    Only the products run in bfloat16 or in eight bits. Sums, norms and attention stay in float32: else a text
    alone and in a batch would differ by more than 1e-3.
    """
    if not isinstance(linear, nn.Linear):  # in eight bits, which take and give float32
        return cast(Tensor, linear(x))
    y: Tensor = linear(x.to(linear.weight.dtype))
    return y if linear.training else y.to(x.dtype)


class Neighbours(nn.Module):
    """A residual convolution of width three, written as one matrix product."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, width)

    def forward(self, x: Tensor, keep: Tensor) -> Tensor:
        y = self.norm(x) * keep
        left = F.pad(y[:, :-1], (0, 0, 1, 0))
        right = F.pad(y[:, 1:], (0, 0, 0, 1))
        return x + F.gelu(_product(self.mix, torch.cat((left, y, right), dim=-1)))


def turned(x: Tensor) -> Tensor:
    """Queries or keys (..., length, width) turned by their place (rotary positions, Su et al. 2021)."""
    length, half = x.shape[-2], x.shape[-1] // 2
    rate = 1e4 ** (-torch.arange(half, device=x.device, dtype=torch.float32) / half)
    angle = torch.arange(length, device=x.device, dtype=torch.float32)[:, None] * rate
    cosine, sine = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    y = x * torch.cat((cosine, cosine), dim=-1)
    y[..., :half].addcmul_(x[..., half:], sine, value=-1)  # in place: half the time of putting halves together
    y[..., half:].addcmul_(x[..., :half], sine)
    return y


class Layer(nn.Module):
    """A pre-norm transformer layer; places are told apart by rotation and by the convolution before it."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.norm_attention = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_inner = nn.LayerNorm(width)
        self.up = nn.Linear(width, config.inner)
        self.down = nn.Linear(config.inner, width)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = x + self.dropout(self._attend(self.norm_attention(x), mask))
        inner = F.gelu(_product(self.up, self.norm_inner(x)))
        added: Tensor = self.dropout(_product(self.down, inner))
        return x + added

    def _attend(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, width = x.shape
        qkv = _product(self.qkv, x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = turned(qkv[:2])
        y = self._weigh(q, k, qkv[2], mask)
        return _product(self.out, y.transpose(1, 2).reshape(batch, length, width))

    def _weigh(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
        if not self.training or q.is_cuda:
            return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        # The fused kernel's backward pass takes a quarter of a training step on a CPU.
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e4)
        weighed: Tensor = scores.softmax(-1).to(v.dtype) @ v
        return weighed


class Encoder(nn.Module):
    """Ids to one vector a token; padding changes nothing."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.vocab_size, config.width, padding_idx=0)
        self.norm = nn.LayerNorm(config.width)
        self.dropout = nn.Dropout(config.dropout)
        self.neighbours = Neighbours(config.width)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm_last = nn.LayerNorm(config.width)

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        keep = present.unsqueeze(-1)
        x = self.dropout(self.norm(self.embedding(ids)))
        x = self.neighbours(x, keep.to(x.dtype))
        mask = None if bool(present.all()) else present[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        last: Tensor = self.norm_last(x)
        return last


class Hashed(nn.Module):
    """TF-IDF and logistic regression of sentiment over hashed ids: strong on telling phrases, nearly free.

    The table's last column holds the squared inverse document frequency, whose sum is the
    squared length of the text's vector.
    """

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.vocabulary, self.orders = config.vocab_size, config.gram_orders
        buckets, outputs = config.sentiment_buckets, len(config.sentiments)
        self.table = nn.EmbeddingBag(buckets, outputs + 1, mode="sum", padding_idx=0)
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.owners: Tensor
        self.register_buffer("owners", torch.zeros(buckets - config.vocab_size, dtype=torch.int16))

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        found = gram_buckets(ids, present, self.owners, vocabulary=self.vocabulary, orders=self.orders)
        sums = self.table(found).float()
        scores: Tensor = sums[:, :-1] * sums[:, -1:].clamp(min=1.0).rsqrt() + self.bias.float()
        return scores


class Heads(nn.Module):
    """Vectors of tokens to logits: pooled for sentiment, one attention a topic for topics."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        width, topics = config.width, len(config.topics)
        self.queries = nn.Linear(width, topics + 1)
        self.dropout = nn.Dropout(max(config.dropout, 0.2) if config.dropout else 0.0)
        self.sentiment = nn.Linear(3 * width, len(config.sentiments))
        self.topic_weight = nn.Parameter(torch.zeros(topics, width))
        self.topic_bias = nn.Parameter(torch.full((topics,), -2.0))

    def forward(self, x: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        return self.judge(*self.look(x, present))

    def look(self, x: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """What sentiment is read from, (batch, 3 * width), and what each topic is, (batch, topics, width)."""
        scores = self.queries(x).masked_fill(~present.unsqueeze(-1), -1e4)
        looked = scores.softmax(dim=1).transpose(1, 2).to(x.dtype) @ x
        keep = present.unsqueeze(-1)
        mean = (x * keep).sum(dim=1) / keep.sum(dim=1).clamp(min=1)
        most = x.masked_fill(~keep, -1e4).amax(dim=1)
        return torch.cat((looked[:, -1], mean, most), dim=-1), looked[:, :-1]

    def judge(self, pooled: Tensor, looked: Tensor) -> tuple[Tensor, Tensor]:
        """Three logits of sentiment and one a topic."""
        sentiment = self.sentiment(self.dropout(pooled))
        topics = (self.dropout(looked) * self.topic_weight).sum(dim=-1) + self.topic_bias
        return sentiment, topics


class CompactModel(PreTrainedModel):  # type: ignore[misc]
    """The whole: encoder with heads, hashed side, and how much each of them weighs."""

    config_class = CompactConfig
    base_model_prefix = "compact"

    def __init__(self, config: CompactConfig) -> None:
        super().__init__(config)
        self.hashed = Hashed(config)
        self.encoder = Encoder(config)
        self.heads = Heads(config)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        """Leave torch's own initialisation: training starts from pre-trained weights anyway."""

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> CompactOutput:
        present = input_ids > 0 if attention_mask is None else attention_mask > 0
        vectors = self.encoder(input_ids, present).to(self.heads.topic_bias.dtype)
        sentiment, topics = self.heads(vectors, present)
        sentiment = self.config.sentiment_share * self.hashed(input_ids, present) + sentiment.float()
        return CompactOutput(sentiment=sentiment, topics=topics.float())
