"""Where customers' words come from. One file a source; `runner` carries them to Kafka and is alone in knowing how.

base        Record, Page, Connector                     runner      fetch, publish, flush, then save the cursor
catalogue   finds the connectors, reads their options   publisher   takes records at the `desk`, hands them to the
files, simulator, appstore, mastodon, imap_mailbox                  `broker` (alone in using kafka-python to write)
            sources that are asked                      cursors     how far each was read; pace: replay in event time
webhook     a source that posts                         progress, metrics   what is seen of a run;  fake: for tests

A newcomer adds a source in one file, `connectors/NAME.py`, and one sample payload:

1. `Options`, a frozen pydantic model with a description for every field, and `connect(options) -> Connector`: a class
   with `name`, `interval` and `fetch(cursor) -> Page`. `fetch` asks once, and raises SourceAway or SourceRefused
   (`connectors.asking` does both for HTTP). A source that listens has `serve(publisher, options, clock)` instead.
2. `parse(payload: bytes, options) -> tuple[Record | Rejected, ...]`, pure. A record bears the names of the feed (text,
   brand, source, external_id, channel, occurred_at, ...), a stable external_id above all.
3. `tests/connectors/samples/NAME.json` (or whatever it sends), and `NAME.options.json` where options are needed.

`nabiz connect NAME` and the contract suite find it. Connectors parse; they never redact, hash, retry, count or talk to
Kafka: the runner does that for all of them.
"""
