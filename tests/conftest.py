"""What holds for all tests: no property is judged by the time an example takes, for machines are busy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("nabiz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nabiz")
