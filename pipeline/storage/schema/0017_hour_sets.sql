-- Sums of the hours of whole days by sets of topics. An hour has nearly as many sets as items, but its rows are narrow and
-- need no comparing of revisions: a week by the hour of two topics is read in a tenth of the time. Written with the day,
-- under the day's number.
CREATE TABLE IF NOT EXISTS hour_sets
(
    brand          LowCardinality(String),
    day            Date COMMENT 'of Istanbul''s calendar',
    hour           DateTime('UTC'),
    topics         Array(LowCardinality(String)) COMMENT 'sorted, never none',
    channel        LowCardinality(String),
    source         LowCardinality(String),
    language       LowCardinality(String),
    sentiment      LowCardinality(String),
    items          Int64 CODEC(ZSTD(1)),
    reached        Int64 CODEC(ZSTD(1)),
    engaged        Int64 CODEC(ZSTD(1)),
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
    roll           UInt64 CODEC(ZSTD(1)),
    version        DateTime64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (brand, hour, channel, source, language, sentiment, topics);

-- A day that was summed up before its hours had sets, or by an older version, is summed up again.
ALTER TABLE rolled_days ADD COLUMN IF NOT EXISTS hour_sets Bool DEFAULT false;

CREATE OR REPLACE VIEW day_states AS
SELECT
    brand, day, roll, waits, waits OR NOT whole OR summed_at > rolled_at AS stale,
    toDateTime(day, 'Europe/Istanbul') AS began, toDateTime(addDays(day, 1), 'Europe/Istanbul') AS ended
FROM
(
    SELECT brand, day, max(wait) AS waits, max(sum_at) AS summed_at, max(roll_at) AS rolled_at, argMax(number, roll_at) AS roll,
        argMax(sets AND hour_sets, roll_at) AS whole
    FROM
    (
        SELECT brand, toDate(hour, 'Europe/Istanbul') AS day, stale AS wait, rolled_at AS sum_at,
            toDateTime64(0, 3, 'UTC') AS roll_at, toUInt64(0) AS number, false AS sets, false AS hour_sets
        FROM hour_states
        UNION ALL
        SELECT brand, day, 0 AS wait, toDateTime64(0, 3, 'UTC') AS sum_at, at AS roll_at, roll AS number, sets, hour_sets
        FROM rolled_days
    )
    GROUP BY brand, day
);
