"""Scales, biases and thresholds, chosen on the development part so that scores mean something.

Called by `models.train` after fitting. Platt scaling (Platt 1999), with a bias for each class
of sentiment; topic thresholds maximise F1. Must only ever see `dev/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from models.train.mixture import is_judged
from models.train.targets import Targets

Floats = npt.NDArray[np.float32]
# What a set by which the model is judged weighs beside another.
_RAISED = 8.0
_LEAST_SCALE = 1e-3  # of a topic; the compact model takes none that is not above 0
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What goes into config.json."""

    sentiment_scale: float
    sentiment_bias: list[float]
    topic_scale: list[float]
    topic_bias: list[float]
    topic_thresholds: list[float]

    def as_config(self) -> dict[str, float | list[float]]:
        """Field by field."""
        return {name: getattr(self, name) for name in self.__slots__}


def choose_share(beside: Floats, encoded: Floats, targets: Targets, weights: Floats) -> float:
    """How much the hashed side's logits of sentiment weigh beside the encoder's: the share of least log loss."""
    labelled = targets.sentiment >= 0
    label, weight = torch.from_numpy(targets.sentiment[labelled]), torch.from_numpy(weights[labelled])
    side, deep = torch.from_numpy(beside[labelled]), torch.from_numpy(encoded[labelled])

    def loss(share: float) -> float:
        mixed = share * side + deep
        scale, bias = fit_sentiment(mixed, label, weight)
        losses = F.cross_entropy(mixed * scale + torch.tensor(bias), label, reduction="none")
        return float((losses * weight).sum())

    return min(_SHARES, key=loss)


def lean(
    logits: Floats, bias: Sequence[float], targets: Targets, names: npt.NDArray[np.str_], most: float = 0.3
) -> list[float]:
    """The biases with neutral raised as far as the mean macro-F1 of the sets rises, in which judged sets weigh more.

    Neutral is the rare class almost everywhere, and log loss gives it up too easily. `logits`
    are scaled already; `most` bounds what this costs in calibration.
    """
    labelled = targets.sentiment >= 0
    candidates = [bias[1] + step for step in np.arange(0.0, most + 0.01, 0.05)]
    sets = [(labelled & (names == name), _RAISED if is_judged(str(name)) else 1.0) for name in np.unique(names)]

    def gain(neutral: float) -> float:
        said = (logits + np.array([bias[0], neutral, bias[2]])).argmax(axis=1)
        return sum(weight * _macro(said, targets.sentiment, chosen) for chosen, weight in sets)

    return [bias[0], round(float(max(candidates, key=gain)), 4), bias[2]]


def _macro(said: npt.NDArray[np.int64], labels: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]) -> float:
    classes = np.unique(labels[chosen])
    return float(np.mean([_f1(said[chosen] == one, labels[chosen] == one) for one in classes])) if len(classes) else 0.0


def calibrate(sentiment: Floats, topics: Floats, targets: Targets, weights: Floats) -> Calibration:
    """From uncalibrated logits of the development part; `weights` balance its sets."""
    labelled = targets.sentiment >= 0
    scale, bias = fit_sentiment(
        torch.from_numpy(sentiment[labelled]),
        torch.from_numpy(targets.sentiment[labelled]),
        torch.from_numpy(weights[labelled]),
    )
    columns = [
        _fit_topic(topics[:, column], targets.topics[:, column] > 0, targets.labelled[:, column])
        for column in range(topics.shape[1])
    ]
    return Calibration(
        scale,
        bias,
        [column[0] for column in columns],
        [column[1] for column in columns],
        [column[2] for column in columns],
    )


def fit_sentiment(logits: Tensor, labels: Tensor, weights: Tensor) -> tuple[float, list[float]]:
    """The scale and the three biases of least weighted log loss."""

    def loss(scale: Tensor, bias: Tensor) -> Tensor:
        losses = F.cross_entropy(logits * scale + bias, labels, reduction="none")
        return (losses * weights).sum() / weights.sum()

    scale, bias = _least(loss, logits.shape[1])
    centred = bias - bias.mean()
    return float(scale), [round(float(value), 4) for value in centred]


def _least(loss: Callable[[Tensor, Tensor], Tensor], biases: int) -> tuple[Tensor, Tensor]:
    """The scale and the biases at which `loss` is least."""
    scale, bias = torch.ones((), requires_grad=True), torch.zeros(biases, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, bias], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(scale, bias)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return scale.detach(), bias.detach()


def _fit_topic(
    logits: Floats, yes: npt.NDArray[np.bool_], labelled: npt.NDArray[np.bool_]
) -> tuple[float, float, float, float]:
    """Scale, bias, threshold and the F1 there; a topic without twenty labels of each kind keeps its logits.

    Where higher logits are not likelier right, nothing was learnt of the topic yet: the scale stays just above 0.
    """
    if min((yes & labelled).sum(), (~yes & labelled).sum()) < 20:
        return 1.0, 0.0, 0.5, 0.0
    logit, target = torch.from_numpy(logits[labelled]), torch.from_numpy(yes[labelled])

    def loss(scale: Tensor, bias: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(logit * scale + bias, target.float())

    scale, bias = _least(loss, 1)
    scale = scale.clamp(min=_LEAST_SCALE)
    probability = torch.sigmoid(logit * scale + bias).numpy()
    threshold = best_threshold(probability, target.numpy())
    return float(scale), float(bias), threshold, _f1(probability >= threshold, target.numpy())


def best_threshold(probability: Floats, yes: npt.NDArray[np.bool_]) -> float:
    """The threshold of highest F1 among .15 to .85."""
    candidates = np.arange(0.15, 0.86, 0.025)
    return round(float(max(candidates, key=lambda limit: _f1(probability >= limit, yes))), 3)


def _f1(said: npt.NDArray[np.bool_], yes: npt.NDArray[np.bool_]) -> float:
    return float(2 * (said & yes).sum() / max(1, said.sum() + yes.sum()))


def set_weights(names: npt.NDArray[np.str_]) -> Floats:
    """Each row weighs one over the root of its set's size, and judged sets more: large sets matter more, not all."""
    sets, inverse, counts = np.unique(names, return_inverse=True, return_counts=True)
    raised = np.where([is_judged(str(name)) for name in sets], _RAISED, 1.0)
    return (raised / np.sqrt(counts))[inverse].astype(np.float32)
