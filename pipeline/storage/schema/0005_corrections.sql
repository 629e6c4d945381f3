-- What people said the right reading is; a log, never changed. The newest of an item holds for as long as the item's
-- words are those that were judged. The texts themselves stay in `insights` alone.
CREATE TABLE IF NOT EXISTS corrections
(
    id               UUID,
    at               DateTime64(3, 'UTC'),
    by               String,
    sentiment        LowCardinality(String),
    topics           Array(LowCardinality(String)),
    words_key        String COMMENT 'hash of title and text as they were judged',
    before_sentiment LowCardinality(String) COMMENT 'what stood there before',
    before_topics    Array(LowCardinality(String)),
    before_model     LowCardinality(String)
)
ENGINE = ReplacingMergeTree
ORDER BY (id, at, by)
SETTINGS index_granularity = 512;
