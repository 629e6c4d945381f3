"""Fits the hashed side: a logistic regression of sentiment over TF-IDF of ids and pairs of ids.

Called by `models.train`. Two fits are added up. One stands alone. The other is fitted on top of half of what the
teachers say, who never saw the row, over sets weighed as where scales are chosen: the encoder beside it knows most
already, and what is left to learn is what an encoder misses. The inverse document frequency is folded into the table,
and its square becomes the last column, so that at prediction time one bag sum gives both the scores and the length to
divide them by. Needs scikit-learn, which prediction does not. Must never see `dev/`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
import torch
from sklearn.linear_model import SGDClassifier
from torch import Tensor, nn
from torch.nn import functional as F

from models.compact.configuration import CompactConfig
from models.compact.grams import fingerprint, gram_buckets, pair_keys
from models.compact.network import Hashed
from models.train.corpus import Corpus, Index, batches, padded
from models.train.progress import Report, silent
from models.train.rows import Row

log = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]
# Two-class sets with more rows than this would drown the others.
_LARGE = 20_000
# How much of the teachers' log-probabilities the regression starts from, and the least probability that counts.
_HEEDED, _LEAST = 0.5, 0.002
# How much the fit that stands alone counts beside the other.
_ALONE = 0.4
_PASSES, _ROWS_A_STEP, _RATE = 4, 256, 3.0


def owners_of(corpus: Corpus, side: Hashed, at_least: int, block: int = 256) -> torch.Tensor:
    """The fingerprint each bucket belongs to: that of its most frequent pair, 0 for a free one."""
    keys: list[npt.NDArray[np.int64]] = []
    order = np.argsort(corpus.lengths, kind="stable")
    for at in range(0, len(order), block):
        for found in pair_keys(padded(corpus, order[at : at + block]), side.orders):
            keys.append(found[found > 0].numpy())
    distinct, counts = np.unique(np.concatenate(keys), return_counts=True)
    frequent = counts >= at_least
    distinct, counts = distinct[frequent], counts[frequent]
    by_count = np.argsort(counts, kind="stable")
    owners = torch.zeros_like(side.owners)
    ordered = torch.from_numpy(distinct[by_count])
    # numpy writes in order, so that the most frequent pair of a bucket is written last.
    owners.numpy()[(ordered % len(owners)).numpy()] = fingerprint(ordered).numpy()
    log.debug(
        "hashed: %d pairs of %d stand often enough, %d places", len(distinct), len(frequent), int((owners != 0).sum())
    )
    return owners


def features(corpus: Corpus, side: Hashed, block: int = 256) -> sparse.csr_matrix:
    """Counts of buckets, one row a text."""
    order = np.argsort(corpus.lengths, kind="stable")
    found: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)] * len(corpus)
    for at in range(0, len(order), block):
        chosen = order[at : at + block]
        ids = padded(corpus, chosen)
        buckets = gram_buckets(ids, ids > 0, side.owners, vocabulary=side.vocabulary, orders=side.orders)
        for index, row in zip(chosen, buckets.numpy().astype(np.int32), strict=True):
            found[index] = row[row > 0]
    starts = np.concatenate(([0], np.cumsum([len(row) for row in found])))
    columns = np.concatenate(found)
    counts = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((counts, columns, starts), shape=(len(corpus), side.table.num_embeddings))


def rows_for_hashed(rows: Sequence[Row], sentiment: Index) -> Index:
    """What the linear side learns from: labelled rows without the largest two-class sets.

    Two hundred thousand two-class reviews teach a linear model that nobody is neutral.
    """
    names = np.array([row.set for row in rows])
    useful = sentiment >= 0
    for name in np.unique(names[useful]):
        places = np.flatnonzero(useful & (names == name))
        if len(places) > _LARGE and not (sentiment[places] == 1).any():
            useful[places] = False
    return np.flatnonzero(useful)


def fit_hashed(
    corpus: Corpus,
    labels: Index,
    weights: tuple[Floats, Floats],
    config: CompactConfig,
    *,
    said: Floats | None = None,
    seed: int = 0,
    report: Report = silent,
) -> Hashed:
    """The hashed side, fitted to `labels` (0, 1 or 2 a text): alone, and on top of what the teachers `said`.

    `weights` of the texts are those of the one fit and of the other; `said` holds probabilities (texts, 3), nan where
    no teacher was asked.
    """
    side = Hashed(config)
    side.owners = owners_of(corpus, side, 2)
    counts = features(corpus, side)
    idf = _inverse_frequency(counts)
    vectors = _scaled(counts, idf)
    report("hashed", 0.2, f"{len(corpus)} texts")
    alone, alone_bias = _alone(vectors, labels, weights[0], seed)
    report("hashed", 0.6, "on top of the teachers")
    known = np.zeros((len(corpus), side.bias.numel()), np.float32) if said is None else _known(said)
    beside, bias = _on_top(vectors, labels, weights[1] / weights[1].mean(), known, seed)
    table = np.concatenate(((beside + _ALONE * alone) * idf[:, None], idf[:, None] ** 2), axis=1)
    table[0] = 0.0
    side.table.weight.data = torch.from_numpy(table)
    side.bias.data = bias + _ALONE * alone_bias
    report("hashed", 1.0, "")
    return side


def _alone(vectors: sparse.csr_matrix, labels: Index, weights: Floats, seed: int) -> tuple[Floats, Tensor]:
    """Coefficients (columns, 3) and biases of a logistic regression."""
    model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=12, tol=None, n_jobs=2, random_state=seed)
    model.fit(vectors, labels, sample_weight=weights)
    return np.asarray(model.coef_.T, dtype=np.float32), torch.from_numpy(model.intercept_).float()


def _known(said: Floats) -> Floats:
    """What the teachers' probabilities add to the logits; nothing where they were not asked."""
    logits = np.log(np.maximum(np.nan_to_num(said, nan=1.0), _LEAST))
    return np.asarray(_HEEDED * (logits - logits.mean(axis=1, keepdims=True)), dtype=np.float32)


def _on_top(
    vectors: sparse.csr_matrix, labels: Index, weights: Floats, known: Floats, seed: int
) -> tuple[Floats, Tensor]:
    """Coefficients (columns, 3) and biases beside what is `known`: the mean of all passes but the first.

    Learnt by AdaGrad (Duchi et al. 2011).
    """
    table = nn.EmbeddingBag(vectors.shape[1], known.shape[1], mode="sum", sparse=True)
    nn.init.zeros_(table.weight)
    bias = torch.zeros(known.shape[1], requires_grad=True)
    optimizer = torch.optim.Adagrad([table.weight, bias], lr=_RATE, initial_accumulator_value=0.01)
    order, tables, biases = np.random.default_rng(seed), [], []

    def step(chosen: Index) -> None:
        logits = _bag(table, vectors[chosen]) + bias + torch.from_numpy(known[chosen])
        losses = F.cross_entropy(logits, torch.from_numpy(labels[chosen]), reduction="none")
        optimizer.zero_grad()
        loss = (losses * torch.from_numpy(weights[chosen])).mean()
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        optimizer.step()

    # The optimizer warns of sparse gradients unless their checks are chosen; torch has no types for the choice.
    with torch.sparse.check_sparse_tensor_invariants(enable=False):  # type: ignore[no-untyped-call]
        for _ in range(_PASSES):
            for chosen in np.array_split(order.permutation(len(labels)), max(1, len(labels) // _ROWS_A_STEP)):
                step(chosen)
            tables.append(table.weight.detach().numpy().copy())
            biases.append(bias.detach().clone())
    return np.mean(tables[1:], axis=0, dtype=np.float32), torch.stack(biases[1:]).mean(dim=0)


def _bag(table: nn.EmbeddingBag, vectors: sparse.csr_matrix) -> Tensor:
    columns, starts = vectors.indices.astype(np.int64), vectors.indptr[:-1].astype(np.int64)
    summed: Tensor = table(
        torch.from_numpy(columns), torch.from_numpy(starts), per_sample_weights=torch.from_numpy(vectors.data)
    )
    return summed


def _inverse_frequency(counts: sparse.csr_matrix) -> Floats:
    document_frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + document_frequency)) + 1
    # What stands in one text only teaches nothing and would cost a bucket.
    return np.where(document_frequency > 1, idf, 0.0).astype(np.float32)


def _scaled(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    lengths = np.sqrt(np.maximum(counts @ (idf**2), 1.0))
    return (sparse.diags_array(1 / lengths) @ counts @ sparse.diags_array(idf)).tocsr().astype(np.float32)


@torch.inference_mode()
def hashed_logits(corpus: Corpus, side: Hashed) -> Floats:
    """Sentiment logits of every text of `corpus`, in its order."""
    sentiment = np.zeros((len(corpus), side.bias.numel()), np.float32)
    for chosen in batches(corpus.lengths, np.arange(len(corpus)), 16384, np.random.default_rng(0)):
        ids = padded(corpus, chosen)
        sentiment[chosen] = side(ids, ids > 0).numpy()
    return sentiment
