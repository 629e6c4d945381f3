-- What each worker knows of itself, written every few seconds: the samples of its metrics, as Prometheus names them.
-- Grafana and the console draw from it, so that neither needs Prometheus.
CREATE TABLE IF NOT EXISTS measurements
(
    worker LowCardinality(String),
    at     DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    metric LowCardinality(String),
    labels Map(LowCardinality(String), String),
    value  Float64 CODEC(Gorilla, ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (metric, at, worker)
TTL toDateTime(at) + INTERVAL 14 DAY;

-- How far each source has come. A maximum: what is stored again, or scored again, does not change it.
CREATE TABLE IF NOT EXISTS arrivals
(
    source      LowCardinality(String),
    brand       LowCardinality(String),
    occurred_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'newest event time',
    stored_at   SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'when something last came in'
)
ENGINE = AggregatingMergeTree
ORDER BY (source, brand);

CREATE MATERIALIZED VIEW IF NOT EXISTS arrivals_of_insights TO arrivals AS
SELECT source, brand, max(occurred_at) AS occurred_at, max(stored_at) AS stored_at
FROM insights
GROUP BY source, brand;

INSERT INTO arrivals
SELECT source, brand, max(occurred_at), max(stored_at) FROM insights GROUP BY source, brand;

-- Size and number of parts, for the operations dashboard.
CREATE VIEW IF NOT EXISTS parts AS
SELECT table, partition, name, rows, bytes_on_disk, modification_time, active
FROM system.parts
WHERE database = currentDatabase();
