"""Scales, biases and thresholds, chosen on the development part so that scores mean something.

Called by `models.train` after fitting. Platt scaling (Platt 1999), with a bias for each class
of sentiment; topic thresholds maximise F1. Must only ever see `dev/`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from models.train.targets import Targets

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What goes into config.json."""

    sentiment_scale: float
    sentiment_bias: list[float]
    topic_scale: list[float]
    topic_bias: list[float]
    topic_thresholds: list[float]


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
    scale = torch.ones((), requires_grad=True)
    bias = torch.zeros(logits.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, bias], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        losses = F.cross_entropy(logits * scale + bias, labels, reduction="none")
        loss = (losses * weights).sum() / weights.sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    centred = bias.detach() - bias.detach().mean()
    return float(scale.detach()), [round(float(value), 4) for value in centred]


def _fit_topic(
    logits: Floats, yes: npt.NDArray[np.bool_], labelled: npt.NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Scale, bias, threshold; a topic without twenty labels of each kind keeps its logits."""
    if min((yes & labelled).sum(), (~yes & labelled).sum()) < 20:
        return 1.0, 0.0, 0.5
    logit = torch.from_numpy(logits[labelled])
    target = torch.from_numpy(yes[labelled])
    scale = torch.ones((), requires_grad=True)
    bias = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, bias], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(logit * scale + bias, target.float())
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        probability = torch.sigmoid(logit * scale + bias).numpy()
    return float(scale.detach()), float(bias.detach()), best_threshold(probability, target.numpy())


def best_threshold(probability: Floats, yes: npt.NDArray[np.bool_]) -> float:
    """The threshold of highest F1 among .15 to .85."""
    candidates = np.arange(0.15, 0.86, 0.025)
    return round(float(max(candidates, key=lambda limit: _f1(probability >= limit, yes))), 3)


def _f1(said: npt.NDArray[np.bool_], yes: npt.NDArray[np.bool_]) -> float:
    return float(2 * (said & yes).sum() / max(1, said.sum() + yes.sum()))


def set_weights(names: npt.NDArray[np.str_]) -> Floats:
    """Each row weighs one over the root of its set's size: large sets matter more, not all."""
    _, inverse, counts = np.unique(names, return_inverse=True, return_counts=True)
    return (1 / np.sqrt(counts))[inverse].astype(np.float32)
