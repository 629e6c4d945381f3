"""Settings -> the open channels and their routes. Called by the composition root, `nabiz doctor` and `nabiz alerts`."""

from __future__ import annotations

import os

from pipeline.channels.opening import Outlets, open_outlets
from pipeline.settings import Settings


def outlets_of(settings: Settings) -> Outlets:
    """Raises SettingsError that names what is wrong with them, and no secret."""
    return open_outlets(
        settings.channels,
        settings.routes,
        taxonomy=settings.taxonomy,
        desk=settings.desk_address,
        language=settings.language,
        variables=os.environ,
    )
