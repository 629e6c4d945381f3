"""Where customers' words come from. One file a source; `runner` carries them to Kafka and is alone in knowing how.

A newcomer adds a source in one file: a class with `fetch(cursor) -> Page`, and one sample payload for its tests.
Connectors parse; they never redact, hash, retry, count or talk to Kafka: the runner does that for all of them.
"""
