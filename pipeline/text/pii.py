"""Personal data leaves a text here, before the text reaches a broker, a store or a log.

The one door that others import: connectors' runner (`redact`, `author_key`), dead letters (`redact_json_bytes`),
metrics (`redaction` with its counts). The rules live in the modules that `redaction` names. Must never keep, log or
return an original.
"""

from pipeline.text.authors import author_key
from pipeline.text.dead_letters import redact_json_bytes
from pipeline.text.redaction import Kind, Redaction, redact, redaction

__all__ = ["Kind", "Redaction", "author_key", "redact", "redact_json_bytes", "redaction"]
