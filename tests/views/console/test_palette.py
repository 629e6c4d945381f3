"""Every pair of colours that meets on a page can be told apart (WCAG 2.2: 4.5 for text, 3 for what is drawn)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.views.console.palette import DARK, LIGHT, contrast, stylesheet

TEXT = [
    ("ink", "page"), ("ink", "card"), ("ink", "raised"), ("ink", "tint"), ("soft", "page"), ("soft", "card"),
    ("soft", "raised"), ("faint", "page"), ("faint", "card"), ("accent", "page"), ("accent", "card"),
    ("accent", "tint"),
    ("on-accent", "accent"), ("negative", "card"), ("positive", "card"), ("warning", "card"),
]  # fmt: skip
DRAWN = [("edge", "card"), ("edge", "page"), ("neutral", "card"), *((f"series-{n}", "card") for n in range(1, 9))]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "behind"), TEXT)
def test_text_is_read_on_whatever_it_stands(palette: Mapping[str, str], colour: str, behind: str) -> None:
    assert contrast(palette[colour], palette[behind]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "behind"), DRAWN)
def test_lines_and_bars_stand_out(palette: Mapping[str, str], colour: str, behind: str) -> None:
    assert contrast(palette[colour], palette[behind]) >= 3


def test_contrast_is_that_of_the_recommendation() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)
    assert all(f"--{name}:{value};" in stylesheet() for name, value in LIGHT.items())
