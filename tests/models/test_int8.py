"""Products in eight bits: near those in float32, the same alone and in any batch, and only where the model has them."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.compact.int8 import Int8Linear, in_int8, measured
from models.compact.model import CompactReader
from models.serving import Serving, choose_precision
from tests.models.test_contract import AWKWARD, PLAIN

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def eight() -> CompactReader:
    return CompactReader(serving=Serving(precision="int8", threads=1))


def test_a_layer_in_eight_bits_is_near_the_layer() -> None:
    torch.manual_seed(0)
    layer, x = nn.Linear(64, 32), torch.rand(50, 64) * 4 - 2
    assert (Int8Linear(layer, -2.0, 2.0)(x) - layer(x)).abs().max() < 0.05


def test_however_far_outside_its_range_a_value_lies_the_answer_is_bounded() -> None:
    layer = Int8Linear(nn.Linear(8, 8), -1.0, 1.0)
    assert torch.equal(layer(torch.full((1, 8), 1e9)), layer(torch.full((1, 8), 100.0)))


def test_the_range_of_a_layer_spares_its_few_farthest_values() -> None:
    net = nn.Sequential(nn.Linear(1, 4))
    x = torch.linspace(-1, 1, 10_000)[:, None].clone()
    x[0], x[-1] = -50.0, 50.0
    ((lowest, highest),) = measured(net, net, [x]).values()
    assert (lowest, highest) == pytest.approx((-1, 1), abs=0.01)


def test_a_layer_without_a_range_stays_as_it_is() -> None:
    net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    in_int8(net, {"0": (-1.0, 1.0)})
    assert isinstance(net[0], Int8Linear)
    assert isinstance(net[1], nn.Linear)


def test_moods_and_topics_are_those_of_float32(eight: CompactReader) -> None:
    exact = CompactReader(serving=Serving(precision="float32", threads=1))
    for one, other in zip(eight.predict(PLAIN), exact.predict(PLAIN), strict=True):
        assert (one.sentiment, set(one.topics)) == (other.sentiment, set(other.topics))
        assert one.positive == pytest.approx(other.positive, abs=0.05)


def test_a_text_alone_and_in_a_batch_gives_one_answer(eight: CompactReader) -> None:
    texts = [*PLAIN, *AWKWARD.values()]
    for text, reading in zip(texts, eight.predict(texts), strict=True):
        alone = eight.predict([text])[0]
        assert alone.negative == pytest.approx(reading.negative, abs=1e-3)
        assert alone.topic_scores == pytest.approx(reading.topic_scores, abs=1e-3)


def test_eight_bits_are_taken_only_where_the_model_has_them_and_on_a_processor() -> None:
    assert choose_precision(CPU, "int8", int8=True) is torch.qint8
    assert choose_precision(CPU, "int8") is torch.float32
    assert choose_precision(torch.device("cuda"), "int8", int8=True) is torch.float32
    assert choose_precision(CPU, "float32", int8=True) is torch.float32
