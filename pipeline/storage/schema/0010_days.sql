-- What a reader's followers did with a post: likes, replies and shares together, where the source tells.
ALTER TABLE insights ADD COLUMN IF NOT EXISTS engagement Nullable(Int64) AFTER reach;

ALTER TABLE hours ADD COLUMN IF NOT EXISTS engaged Int64 CODEC(ZSTD(1)) AFTER reached;

CREATE OR REPLACE VIEW items AS
SELECT
    id, brand, source, channel, external_id, occurred_at, ingested_at, stored_at, text, title, author, rating, reach,
    engagement, url, language, sentiment, negative, neutral, positive, topics, topic_scores, nps, enps, csat, ces,
    reply, replied_at, resolved, resolved_at, satisfaction, contacts, handle_seconds, extra, copy_key, undated, drill,
    model
FROM insights FINAL;

-- Every row that lies there, replaced ones too: for whoever looks a few ids up and takes each one's highest revision.
CREATE VIEW IF NOT EXISTS written AS
SELECT id, brand, source, channel, language, occurred_at, text, author, reach, url, sentiment, topics, drill, revision
FROM insights;

CREATE OR REPLACE VIEW hourly AS
SELECT * FROM hours FINAL;

CREATE OR REPLACE VIEW hour_states AS
SELECT brand, hour, touched_at, rolled_at, rolled_at < touched_at + INTERVAL 5 MINUTE AS stale
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

-- Sums of whole days of Istanbul's calendar, made from the sums of their hours. A day is summed up as a whole under a
-- new number, `roll`; only the rows of the day's last number count, so nothing need be taken away before.
CREATE TABLE IF NOT EXISTS rolled_days
(
    brand LowCardinality(String),
    day   Date,
    at    DateTime64(3, 'UTC'),
    roll  UInt64
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, day);

CREATE TABLE IF NOT EXISTS days
(
    topic          LowCardinality(String),
    brand          LowCardinality(String),
    day            Date,
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
ORDER BY (topic, brand, day, channel, source, language, sentiment);

-- The items of whole days that somebody saw, without their words: whose reach was greatest, and which posts'.
-- `author` is the masked label of deploy/clickhouse/masked.sql as a number, 0 where nobody is named.
CREATE TABLE IF NOT EXISTS heard
(
    brand       LowCardinality(String),
    day         Date,
    id          UUID,
    occurred_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
    channel     LowCardinality(String),
    language    LowCardinality(String),
    sentiment   LowCardinality(String),
    topics      Array(LowCardinality(String)),
    reach       Int64 CODEC(ZSTD(1)),
    author      UInt64 CODEC(ZSTD(1)),
    roll        UInt64 CODEC(ZSTD(1)),
    version     DateTime64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (brand, day, id);

CREATE VIEW IF NOT EXISTS day_rolls AS
SELECT brand, day, roll FROM rolled_days FINAL;

-- A day may be read from its sums when no hour of it changed since.
CREATE VIEW IF NOT EXISTS day_states AS
SELECT
    brand, day, roll, waits, waits OR summed_at > rolled_at AS stale,
    toDateTime(day, 'Europe/Istanbul') AS began, toDateTime(addDays(day, 1), 'Europe/Istanbul') AS ended
FROM
(
    SELECT brand, day, max(wait) AS waits, max(sum_at) AS summed_at, max(roll_at) AS rolled_at, argMax(number, roll_at) AS roll
    FROM
    (
        SELECT brand, toDate(hour, 'Europe/Istanbul') AS day, stale AS wait, rolled_at AS sum_at,
            toDateTime64(0, 3, 'UTC') AS roll_at, toUInt64(0) AS number
        FROM hour_states
        UNION ALL
        SELECT brand, day, 0 AS wait, toDateTime64(0, 3, 'UTC') AS sum_at, at AS roll_at, roll AS number
        FROM rolled_days
    )
    GROUP BY brand, day
);
