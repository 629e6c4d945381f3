-- The steps of every alert. A step is never changed; taken twice it keeps its number.
CREATE TABLE IF NOT EXISTS alert_steps
(
    id             String,
    sequence       Int32,
    brand          LowCardinality(String),
    topic          LowCardinality(String),
    channel        LowCardinality(String),
    kind           LowCardinality(String),
    state          LowCardinality(String),
    at             DateTime64(3, 'UTC') COMMENT 'event time of the step',
    first_seen     DateTime64(3, 'UTC'),
    by             String,
    observed       Float64,
    expected       Float64,
    ratio          Float64,
    score          Float64,
    severity       Int32,
    window_minutes Int32,
    low_confidence Bool,
    drill          Bool,
    evidence       String CODEC(ZSTD(3)) COMMENT 'JSON',
    note           String CODEC(ZSTD(3)),
    stored_at      DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (id, sequence);

-- The log of `nabiz forget`: what was erased, who asked, when. Kept for ever, it holds no text.
CREATE TABLE IF NOT EXISTS erasures
(
    at       DateTime64(3, 'UTC'),
    kind     LowCardinality(String) COMMENT 'author or item',
    subject  String COMMENT 'the keyed hash of the author, or the id of the item',
    asked_by String,
    items    UInt64
)
ENGINE = MergeTree
ORDER BY at;

-- The ids erased: a source that is read again must not bring them back.
CREATE TABLE IF NOT EXISTS erased
(
    id UUID,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY id
SETTINGS index_granularity = 512;

-- How long insights are kept; the newest row holds. 0 days: for ever.
CREATE TABLE IF NOT EXISTS retention
(
    days  UInt32,
    since DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY since;
