"""The subword vocabulary: how a text is folded and cut, all of it inside tokenizer.json.

Called by `models.train` to build the file; at prediction time only `load_tokenizer` is. The
folding drops case and diacritics, so that "ÇOK KÖTÜ", "çok kötü" and "cok kotu" are one and
the same to the model by construction. Must never keep what a person typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from models.errors import WeightsBroken

SPECIALS = ("[PAD]", "[UNK]", "[MASK]", "[CLS]")
PAD, UNK, MASK, CLS = range(4)


def folding() -> normalizers.Normalizer:
    """Case, diacritics and Turkish I/ı folded; letters repeated three times or more kept once."""
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"(?:https?://|www\.)\S+"), " url "),
            normalizers.Replace(Regex(r"@\w+"), " @ "),
            normalizers.Replace(Regex(r"\p{Cc}"), " "),
            normalizers.Replace(Regex(r"\p{Cf}"), ""),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("ı", "i"),
            normalizers.Replace(Regex(r"(\p{L})\1+(?=\1)"), ""),
            normalizers.Replace(Regex(r"(\p{S})\1{2,}(?=\1)"), ""),
        ]
    )


def cutting() -> pre_tokenizers.PreTokenizer:
    """Words keep their left boundary; punctuation runs and symbols stand alone."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(r"\p{So}"), "isolated"),
            pre_tokenizers.Punctuation("contiguous"),
            pre_tokenizers.Metaspace(prepend_scheme="always", split=False),
        ]
    )


def build_vocabulary(texts: Iterable[str], size: int, *, show_progress: bool = True) -> Tokenizer:
    """Byte-pair merges learnt on `texts`, with the folding and a leading [CLS]."""
    tokenizer = Tokenizer(models.BPE(unk_token=SPECIALS[UNK], fuse_unk=True))
    tokenizer.normalizer = folding()
    tokenizer.pre_tokenizer = cutting()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=5,
        special_tokens=list(SPECIALS),
        limit_alphabet=1200,
        max_token_length=20,
        show_progress=show_progress,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", CLS)])
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file, which neither pads nor cuts. Raises WeightsBroken that names it."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the tokenizers library raises nothing narrower
        raise WeightsBroken(path, str(error)) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
