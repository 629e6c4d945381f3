"""Faust's parts as we make them."""

from __future__ import annotations

import pytest

from pipeline.faust_settings import PromptConsumer, Unmeasured, _Thread


@pytest.mark.parametrize("part", [PromptConsumer, _Thread, Unmeasured])
def test_a_part_of_fausts_logs_as_the_library_it_is(part: type) -> None:
    assert part.logger.name.startswith("faust."), "libraries are held to warnings"
