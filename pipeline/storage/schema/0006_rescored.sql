-- What a new model or topic file reads in stored items, beside what stands there, until `nabiz rescore --apply` makes
-- it count. One row an item and model; `base` is the revision of the row that was read. Holds no text.
CREATE TABLE IF NOT EXISTS rescored
(
    model            LowCardinality(String) COMMENT 'revision of the new scoring',
    id               UUID,
    brand            LowCardinality(String),
    occurred_at      DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    language         LowCardinality(String),
    base             UInt64,
    before_model     LowCardinality(String),
    before_sentiment LowCardinality(String),
    before_topics    Array(LowCardinality(String)),
    sentiment        LowCardinality(String),
    negative         Float32,
    neutral          Float32,
    positive         Float32,
    topics           Array(LowCardinality(String)),
    topic_scores     Map(LowCardinality(String), Float32),
    scored_at        DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(base)
ORDER BY (model, brand, occurred_at, id)
TTL toDateTime(scored_at) + INTERVAL 30 DAY;
