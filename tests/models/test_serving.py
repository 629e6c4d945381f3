"""Batches, cuts and order: what feeding a network must keep."""

from __future__ import annotations

import tracemalloc

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from models.serving import Cut, Serving, length_buckets, pad, present, run_batches, thread_count

LENGTHS = st.lists(st.integers(1, 256), max_size=300)


@given(LENGTHS)
def test_every_text_is_in_exactly_one_batch(lengths: list[int]) -> None:
    placed = [index for batch in length_buckets(lengths, 2048, 64) for index in batch]
    assert sorted(placed) == list(range(len(lengths)))


@given(LENGTHS)
def test_no_batch_passes_its_budget(lengths: list[int]) -> None:
    for batch in length_buckets(lengths, 2048, 64):
        assert len(batch) <= 64
        assert len(batch) == 1 or max(lengths[index] for index in batch) * len(batch) <= 2048


@pytest.mark.parametrize("texts", [64, 256, 4096])
def test_padding_wastes_under_a_tenth_of_customer_like_lengths_in_large_calls_and_small(texts: int) -> None:
    generator = torch.Generator().manual_seed(0)
    lengths = (torch.randn(4096, generator=generator).mul(0.7).add(3.2).exp().clamp(1, 256)).int().tolist()
    calls = [lengths[at : at + texts] for at in range(0, len(lengths), texts)]
    padded = sum(
        max(call[i] for i in batch) * len(batch) for call in calls for batch in length_buckets(call, 8192, 512)
    )
    assert 1 - sum(lengths) / padded < 0.10


@given(st.lists(st.integers(), max_size=600))
def test_a_cut_keeps_the_head_and_the_tail(ids: list[int]) -> None:
    kept = Cut(100, 50).ids(ids)
    assert kept == ids if len(ids) <= 150 else kept == ids[:100] + ids[-50:]


def test_a_cut_bounds_the_characters_that_reach_the_tokenizer() -> None:
    assert len(Cut(128, 128).text("a" * 10_000_000)) < 10_000


@given(LENGTHS)
def test_where_nothing_may_be_padded_the_texts_of_a_batch_have_one_length(lengths: list[int]) -> None:
    batches = list(length_buckets(lengths, 2048, 64, padded=False))
    assert all(len({lengths[index] for index in batch}) == 1 for batch in batches)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))


def test_the_mask_goes_by_length_whatever_the_ids() -> None:
    ids = [[0, 7], [0], []]
    assert pad(ids, 7).tolist() == [[0, 7], [0, 7], [7, 7]]
    assert present(ids).tolist() == [[True, True], [True, False], [False, False]]


def test_an_empty_text_still_has_a_place() -> None:
    assert pad([[], [5, 6]]).tolist() == [[0, 0], [5, 6]]
    assert pad([[]]).shape == (1, 1)


def test_answers_return_to_the_order_of_the_texts_over_many_blocks() -> None:
    vocabulary = {"<unk>": 0, **{str(number): number + 1 for number in range(100)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    texts = [" ".join([str(number % 100)] * (1 + number * 7 % 23)) for number in range(333)]
    serving = Serving(tokens_per_batch=64, texts_per_batch=8, texts_per_block=50)
    answers = run_batches(texts, tokenizer, Cut(16, 16), lambda ids, present: ids[:, :1].float(), serving)
    assert answers[:, 0].tolist() == [number % 100 + 1 for number in range(333)]


def test_the_tokens_of_blocks_that_were_read_are_not_kept() -> None:
    vocabulary = {"<unk>": 0, **{str(number): number + 1 for number in range(1000)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    text = " ".join(str(number) for number in range(300, 360))
    serving = Serving(threads=1, texts_per_block=100)

    def peak(texts: int) -> int:
        tracemalloc.start()
        run_batches([text] * texts, tokenizer, Cut(64, 64), lambda ids, _: torch.zeros(len(ids), 19), serving)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(200)  # what only the first call needs
    assert peak(4_000) < 2 * peak(400)


def test_the_thread_setting_lasts_only_for_the_call() -> None:
    before = torch.get_num_threads()
    with thread_count(1):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
