-- One row an Insight. The sort key holds only facts that never change, so that a row written again, or scored
-- again, replaces itself: the highest revision wins. Read it with FINAL, or through the view `items`.
CREATE TABLE IF NOT EXISTS insights
(
    id              UUID,
    brand           LowCardinality(String),
    source          LowCardinality(String),
    channel         LowCardinality(String),
    external_id     String CODEC(ZSTD(1)),
    occurred_at     DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'event time',
    ingested_at     DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'when the broker appended it',
    stored_at       DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    text            String CODEC(ZSTD(3)),
    title           Nullable(String) CODEC(ZSTD(3)),
    author          Nullable(String) CODEC(ZSTD(1)) COMMENT 'keyed hash',
    rating          Nullable(Float64),
    reach           Nullable(Int64),
    url             Nullable(String) CODEC(ZSTD(3)),
    language        LowCardinality(String),
    lang_hint       LowCardinality(String),
    sentiment       LowCardinality(String),
    negative        Float32,
    neutral         Float32,
    positive        Float32,
    topics          Array(LowCardinality(String)),
    topic_scores    Map(LowCardinality(String), Float32),
    nps             Nullable(Int32),
    enps            Nullable(Int32),
    csat            Nullable(Float64),
    ces             Nullable(Float64),
    reply           Nullable(String) CODEC(ZSTD(3)),
    replied_at      Nullable(DateTime64(3, 'UTC')),
    resolved        Nullable(Bool),
    resolved_at     Nullable(DateTime64(3, 'UTC')),
    satisfaction    Nullable(Float64),
    contacts        Nullable(Int32),
    handle_seconds  Nullable(Float64),
    extra           String CODEC(ZSTD(3)) COMMENT 'fields the product does not know, a JSON object',
    copy_key        String CODEC(ZSTD(1)) COMMENT 'near-duplicates share it',
    undated         Bool,
    drill           Bool,
    model           LowCardinality(String),
    revision        UInt64,
    kafka_topic     LowCardinality(String),
    kafka_log       LowCardinality(String),
    kafka_partition Int32,
    kafka_offset    Int64 CODEC(DoubleDelta, ZSTD(1)),
    INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_author author TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_external_id external_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (brand, occurred_at, id);

-- The first time ever stored for an item whose source gave none: arrival stands in, and must not change when the
-- item is read again.
CREATE TABLE IF NOT EXISTS first_times
(
    id          UUID,
    occurred_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY id
SETTINGS index_granularity = 512;

-- What became of every Kafka message.
CREATE TABLE IF NOT EXISTS landings
(
    topic       LowCardinality(String),
    log         LowCardinality(String) COMMENT 'incarnation of the broker: an offset says something only together with it',
    partition   Int32,
    offset      Int64 CODEC(DoubleDelta, ZSTD(1)),
    outcome     LowCardinality(String) COMMENT 'stored, rejected or erased',
    id          UUID COMMENT 'zero for a rejected message',
    occurred_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'event time of a stored item, else 1970',
    landed_at   DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, log, partition, offset)
TTL toDateTime(landed_at) + INTERVAL 90 DAY;

-- Dead letters, for the views; their bytes stay in Kafka.
CREATE TABLE IF NOT EXISTS rejected
(
    at        DateTime64(3, 'UTC'),
    stage     LowCardinality(String),
    reason    LowCardinality(String),
    origin    String CODEC(ZSTD(1)) COMMENT 'topic/partition/offset or file:line',
    source    LowCardinality(String),
    detail    String CODEC(ZSTD(3)),
    size      UInt64,
    digest    String CODEC(ZSTD(1)),
    truncated Bool
)
ENGINE = ReplacingMergeTree
ORDER BY (origin, stage, reason, digest)
TTL toDateTime(at) + INTERVAL 180 DAY;
