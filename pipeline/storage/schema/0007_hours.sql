-- Hourly sums of items, so that a page over ten million of them answers at once. Never counted by a view at insert:
-- replays and rescoring would be counted twice. An hour is summed up anew, as a whole, from its rows; until that is done
-- it is read from the rows. `touched` says when an hour last changed, `rolled` when it was last summed up.
CREATE TABLE IF NOT EXISTS touched
(
    brand LowCardinality(String),
    hour  DateTime('UTC'),
    at    SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (brand, hour);

CREATE TABLE IF NOT EXISTS rolled
(
    brand LowCardinality(String),
    hour  DateTime('UTC'),
    at    SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (brand, hour);

-- topic '': all items of the hour; else those of the topic. A group that is no more stays, with zeros.
CREATE TABLE IF NOT EXISTS hours
(
    topic          LowCardinality(String),
    brand          LowCardinality(String),
    hour           DateTime('UTC'),
    channel        LowCardinality(String),
    source         LowCardinality(String),
    language       LowCardinality(String),
    sentiment      LowCardinality(String),
    items          Int64 CODEC(ZSTD(1)),
    reached        Int64 CODEC(ZSTD(1)),
    stars          Float64 CODEC(ZSTD(1)),
    rated          Int64 CODEC(ZSTD(1)),
    promoters      Int64 CODEC(ZSTD(1)),
    passives       Int64 CODEC(ZSTD(1)),
    detractors     Int64 CODEC(ZSTD(1)),
    satisfied      Int64 CODEC(ZSTD(1)),
    csat_answers   Int64 CODEC(ZSTD(1)),
    effort         Float64 CODEC(ZSTD(1)),
    effort_answers Int64 CODEC(ZSTD(1)),
    answered       Int64 CODEC(ZSTD(1)),
    waited         Int64 CODEC(ZSTD(1)),
    waits          Int64 CODEC(ZSTD(1)),
    late           Int64 CODEC(ZSTD(1)),
    solved         Int64 CODEC(ZSTD(1)),
    contacted      Int64 CODEC(ZSTD(1)),
    repeated       Int64 CODEC(ZSTD(1)),
    solved_at_once Int64 CODEC(ZSTD(1)),
    handling       Float64 CODEC(ZSTD(1)),
    handled        Int64 CODEC(ZSTD(1)),
    confidence     Float64 CODEC(ZSTD(1)),
    unsure         Int64 CODEC(ZSTD(1)),
    sure           Int64 CODEC(ZSTD(1)),
    judged         Int64 CODEC(ZSTD(1)),
    version        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (topic, brand, hour, channel, source, language, sentiment);

CREATE MATERIALIZED VIEW IF NOT EXISTS touched_by_insights TO touched AS
SELECT brand, toStartOfHour(occurred_at, 'UTC') AS hour, now64(3, 'UTC') AS at
FROM insights
GROUP BY brand, hour;

INSERT INTO touched
SELECT brand, toStartOfHour(occurred_at, 'UTC') AS hour, now64(3, 'UTC') FROM insights GROUP BY brand, hour;

-- An insert says that it touches an hour before its rows can be seen. No insert takes five minutes, so an hour that was
-- summed up five minutes after it was last touched holds all of it.
CREATE VIEW IF NOT EXISTS hour_states AS
SELECT brand, hour, touched_at, rolled_at < touched_at + INTERVAL 5 MINUTE AS stale
FROM
(
    SELECT brand, hour, max(touch) AS touched_at, max(roll) AS rolled_at
    FROM
    (
        SELECT brand, hour, at AS touch, toDateTime64(0, 3, 'UTC') AS roll FROM touched
        UNION ALL
        SELECT brand, hour, toDateTime64(0, 3, 'UTC') AS touch, at AS roll FROM rolled
    )
    GROUP BY brand, hour
);

CREATE VIEW IF NOT EXISTS hourly AS
SELECT * FROM hours FINAL;
