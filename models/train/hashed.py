"""Fits the hashed side: logistic regressions over TF-IDF of ids and pairs of ids.

Called by `models.train`. The inverse document frequency is folded into the table, and its
square becomes the last column, so that at prediction time one bag sum gives both the scores
and the length to divide them by. Needs scikit-learn, which prediction does not.
"""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
import torch
from sklearn.linear_model import SGDClassifier

from models.compact.configuration import CompactConfig
from models.compact.grams import gram_buckets
from models.train.corpus import Corpus, Index, padded
from models.train.targets import Targets

log = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]


def features(corpus: Corpus, config: CompactConfig, block: int = 256) -> sparse.csr_matrix:
    """Counts of buckets, one row a text."""
    order = np.argsort(corpus.lengths, kind="stable")
    found: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)] * len(corpus)
    for at in range(0, len(order), block):
        chosen = order[at : at + block]
        ids = padded(corpus, chosen)
        buckets = gram_buckets(
            ids, ids > 0, vocabulary=config.vocab_size, buckets=config.gram_buckets, orders=config.gram_orders
        )
        for index, row in zip(chosen, buckets.numpy().astype(np.int32), strict=True):
            found[index] = row[row > 0]
    starts = np.concatenate(([0], np.cumsum([len(row) for row in found])))
    columns = np.concatenate(found)
    counts = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((counts, columns, starts), shape=(len(corpus), config.gram_buckets))


def fit_hashed(
    corpus: Corpus, targets: Targets, weights: Floats, config: CompactConfig, chosen: Index, *, seed: int = 0
) -> dict[str, torch.Tensor]:
    """The state of `network.Hashed`: table (buckets, sentiments + topics + 1) and bias."""
    counts = features(corpus, config)
    idf = _inverse_frequency(counts)
    scaled = _scaled(counts, idf)
    sentiment = _fit_sentiment(scaled[chosen], targets.sentiment[chosen], weights[chosen], seed)
    topics = [_fit_topic(scaled, targets, column, seed) for column in range(targets.topics.shape[1])]
    table = np.stack([coefficient * idf for coefficient, _ in [*sentiment, *topics]] + [idf**2], axis=1)
    table[0] = 0.0
    bias = np.array([intercept for _, intercept in [*sentiment, *topics]])
    return {"table.weight": torch.from_numpy(table).float(), "bias": torch.from_numpy(bias).float()}


def _inverse_frequency(counts: sparse.csr_matrix) -> Floats:
    document_frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + document_frequency)) + 1
    # What stands in one text only teaches nothing and would cost a bucket.
    return np.where(document_frequency > 1, idf, 0.0).astype(np.float32)


def _scaled(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    lengths = np.sqrt(np.maximum(counts @ (idf**2), 1.0))
    return (sparse.diags_array(1 / lengths) @ counts @ sparse.diags_array(idf)).tocsr().astype(np.float32)


def _fit_sentiment(
    features: sparse.csr_matrix, labels: Index, weights: Floats, seed: int
) -> list[tuple[Floats, float]]:
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=12, tol=None, n_jobs=2, random_state=seed)
    model.fit(features, labels, sample_weight=weights)
    return list(zip(model.coef_, model.intercept_, strict=True))


def _fit_topic(features: sparse.csr_matrix, targets: Targets, column: int, seed: int) -> tuple[Floats, float]:
    rows = np.flatnonzero(targets.weights[:, column] > 0)
    yes, weights = targets.topics[rows, column] > 0, targets.weights[rows, column]
    if yes.all() or not yes.any():
        return np.zeros(features.shape[1], np.float32), -6.0
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=8, tol=None, random_state=seed)
    model.fit(features[rows], yes, sample_weight=weights)
    log.info("hashed topic %d: %d rows, %d yes", column, len(rows), int(yes.sum()))
    return model.coef_[0], float(model.intercept_[0])
