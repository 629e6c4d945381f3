"""Topics: list, and try a company's own on its texts. Called through `pipeline.cli`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as Grid

from pipeline.errors import SettingsError, SourceError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from models.taxonomy import Topic
    from models.topics.trial import TopicTrial

WIDTH = 150  # characters of an example that are shown

TaxonomyFile = Annotated[Path | None, typer.Option(help="A company's own topics (YAML). [default: NABIZ_TAXONOMY]")]
topics = typer.Typer(
    help="The topics that texts are sorted into, the default ones and a company's own.\n\n"
    "Example: nabiz topics try reviews.jsonl --taxonomy topics.yaml",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    topics.command("list")(show)
    topics.command("try")(attempt)
    app.add_typer(topics, name="topics")


def show(taxonomy: TaxonomyFile = None) -> None:
    """Every topic with its names, the company's own with their thresholds.

    Example: nabiz topics list --taxonomy topics.yaml
    """
    from models.taxonomy import load_taxonomy
    from models.topics.company import load_company

    path = load_settings(taxonomy=taxonomy).taxonomy
    own = load_company(path) if path else ()
    grid = Grid("id", "tr", "en", "seed phrases", "threshold")
    for topic in load_taxonomy():
        grid.add_row(topic.id, topic.tr, topic.en, _seeds(topic), "the model's")
    for mine in own:
        grid.add_row(mine.id, mine.tr, mine.en, _seeds(mine), f"{mine.threshold:.3f}")
    Console(highlight=False, markup=False).print(grid)


def attempt(
    source: Annotated[str, typer.Argument(metavar="FILE", help="The company's texts: JSON Lines or CSV, gzip too.")],
    taxonomy: TaxonomyFile = None,
    limit: Annotated[int, typer.Option(min=1, max=200_000, help="Most texts tried, the first of the file.")] = 20_000,
    examples: Annotated[int, typer.Option(min=0, max=50, help="Examples of each kind shown for a topic.")] = 5,
    save: Annotated[bool, typer.Option("--save", help="Write the thresholds into the topic file.")] = False,
) -> None:
    """Try a company's own topics on its unlabelled texts: thresholds proposed, examples taken and just missed.

    Nothing is stored. Examples are redacted and shortened. With --save the file gets a `threshold` and the measured
    `nearness` for every topic; nothing else in it changes. Then: nabiz rescore.

    Example: nabiz topics try reviews.jsonl --taxonomy topics.yaml --save
    """
    from models.topics.company import load_company
    from models.topics.saving import save_thresholds
    from models.topics.scoring import TopicScorer
    from models.topics.trial import telling, try_topics
    from models.topics.vectors import load_vectors

    path = load_settings(taxonomy=taxonomy).taxonomy
    if path is None:
        raise SettingsError("no topic file is named", hint="give --taxonomy FILE or set NABIZ_TAXONOMY")
    own = load_company(path)
    texts = list(islice(_texts(source), limit))
    if not texts:
        raise SourceError(f"no text in {source}", hint="every line needs a field 'text'")
    trials = try_topics(own, texts, load_vectors(), examples)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    scorer = TopicScorer([trial.topic for trial in trials], load_vectors())
    for at, trial in enumerate(trials):
        _tell(console, trial, texts, partial(telling, scorer, at, width=WIDTH))
    if save:
        save_thresholds(path, {trial.topic.id: (trial.topic.threshold, trial.topic.nearness) for trial in trials})
        console.print(f"thresholds of {len(trials)} topics written to {path}")


def _texts(source: str) -> Iterator[str]:
    from connectors.files import Options, connect, listed
    from pipeline.cli.modelling import pages

    listed([source])
    for taken, _ in pages(connect(Options(paths=(source,)))):
        for _, text in taken:
            yield text


def _tell(console: Console, trial: TopicTrial, texts: Sequence[str], excerpt: Callable[[str], str]) -> None:
    topic, share = trial.topic, 100 * trial.taken / len(texts)
    console.print(
        f"{topic.id} ({topic.tr} / {topic.en}): threshold {topic.threshold:.3f}, takes {trial.taken} of {len(texts)} "
        f"texts ({share:.1f} %), {trial.with_phrase} with a seed phrase"
    )
    if not trial.with_phrase:
        console.print("  no seed phrase stands in any text: add what your customers call it")
    for name, found in (("surest", trial.surest), ("just taken", trial.just_taken), ("just missed", trial.just_missed)):
        for example in found:
            console.print(f"  {name:11} {example.score:.3f}  {_shown(texts[example.at], excerpt)}")
    console.print()


def _shown(text: str, excerpt: Callable[[str], str]) -> str:
    """Redacted whole and first, then cut to one line: what is printed may be pasted elsewhere."""
    from pipeline.text.pii import redact

    return one_line(excerpt(redact(text)), WIDTH)


def one_line(text: str, width: int) -> str:
    """White space becomes single spaces, what cannot be printed goes, and the rest is cut."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(plain.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _seeds(topic: Topic) -> str:
    return str(sum(map(len, topic.seeds.values())))
