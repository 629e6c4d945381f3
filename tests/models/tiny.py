"""Tiny transformers checkpoints of every shape the hub reader knows, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
    XLNetConfig,
    XLNetForSequenceClassification,
)

_WORDS = [
    "kargo geç geldi ürün bozuk çıktı",
    "çok memnun kaldım teşekkürler harika hizmet",
    "the room was clean and the staff friendly",
    "internet yavaş fatura yüksek geldi",
]


def _tokenizer(folder: Path, words: Sequence[str] = _WORDS) -> int:
    special = ["<pad>", "<unk>", "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(words, trainers.BpeTrainer(vocab_size=300, special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )
    wrapped.save_pretrained(folder)
    return tokenizer.get_vocab_size()


def bert(
    folder: Path, labels: list[str], *, many: bool = False, padding: int = 0, words: Sequence[str] = _WORDS
) -> Path:
    size = _tokenizer(folder, words)
    config = BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        pad_token_id=padding,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
        problem_type="multi_label_classification" if many else "single_label_classification",
    )
    torch.manual_seed(0)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def distilbert(folder: Path, labels: list[str]) -> Path:
    size = _tokenizer(folder)
    config = DistilBertConfig(
        vocab_size=size,
        dim=32,
        n_layers=1,
        n_heads=2,
        hidden_dim=32,
        max_position_embeddings=64,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    torch.manual_seed(0)
    DistilBertForSequenceClassification(config).save_pretrained(folder)
    return folder


def roberta(folder: Path, labels: list[str]) -> Path:
    size = _tokenizer(folder)
    config = XLMRobertaConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=66,
        type_vocab_size=1,
        pad_token_id=0,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    torch.manual_seed(0)
    XLMRobertaForSequenceClassification(config).save_pretrained(folder)
    return folder


def gpt2(folder: Path, labels: list[str]) -> Path:
    """Without a padding id, as GPT-2 comes."""
    size = _tokenizer(folder)
    config = GPT2Config(
        vocab_size=size,
        n_embd=32,
        n_layer=1,
        n_head=2,
        n_positions=64,
        eos_token_id=3,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    torch.manual_seed(0)
    GPT2ForSequenceClassification(config).save_pretrained(folder)
    return folder


def xlnet(folder: Path, labels: list[str]) -> Path:
    """Whose positions have no end: max_position_embeddings is -1."""
    size = _tokenizer(folder)
    config = XLNetConfig(
        vocab_size=size,
        d_model=32,
        n_layer=1,
        n_head=2,
        d_inner=32,
        pad_token_id=0,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    torch.manual_seed(0)
    XLNetForSequenceClassification(config).save_pretrained(folder)
    return folder
