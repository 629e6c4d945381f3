"""The model as the settings have it.

Called by the composition root and by every command that reads texts, so that none forgets a setting. Loads nothing
else.
"""

from __future__ import annotations

from models.base import TextModel
from models.loading import load_model
from pipeline.settings import Settings


def model_of(settings: Settings) -> TextModel:
    """Model, threads, precision and a company's own topics. Raises ModelError."""
    return load_model(
        settings.model, threads=settings.threads, precision=settings.precision, taxonomy=settings.taxonomy
    )
