-- The detector's severity beside the weighed one, which is what people are shown.
ALTER TABLE alert_steps ADD COLUMN IF NOT EXISTS measured Int32 DEFAULT 0 AFTER severity;

-- Which channel is told of which step, and what became of it: decided once, then carried out. The newest row holds.
CREATE TABLE IF NOT EXISTS tellings
(
    alert    String,
    sequence Int32,
    channel  LowCardinality(String) COMMENT 'empty: nobody is told',
    state    LowCardinality(String) COMMENT 'waiting, told, given_up or none',
    since    DateTime64(3, 'UTC') COMMENT 'when it was decided',
    at       DateTime64(3, 'UTC') COMMENT 'of this row',
    tries    Int32,
    key      String COMMENT 'of the message',
    problem  String
)
ENGINE = ReplacingMergeTree
ORDER BY (alert, sequence, channel)
TTL toDateTime(at) + INTERVAL 1 YEAR;

-- What was there before this table was told in another way.
INSERT INTO tellings (alert, sequence, channel, state, since, at, tries, key, problem)
SELECT id, sequence, '', 'none', now64(3), now64(3), 0, '', '' FROM alert_steps
WHERE (id, sequence) NOT IN (SELECT alert, sequence FROM tellings);
