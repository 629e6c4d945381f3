-- What a team ran, so that a rise of all that is said can be read beside it. The newest row of an id holds.
CREATE TABLE IF NOT EXISTS campaigns
(
    id      UUID,
    brand   LowCardinality(String) COMMENT 'empty: all brands',
    name    String,
    since   DateTime64(3, 'UTC'),
    until   DateTime64(3, 'UTC'),
    by      String,
    at      DateTime64(3, 'UTC'),
    removed Bool DEFAULT false
)
ENGINE = ReplacingMergeTree(at)
ORDER BY id;

-- Beside them the rises that the detector took for a campaign's.
CREATE VIEW IF NOT EXISTS occasions AS
SELECT toString(id) AS id, 'campaign' AS kind, brand, name, since, until FROM campaigns FINAL WHERE NOT removed
UNION ALL
SELECT id, 'volume_notice' AS kind, brand, topic AS name, min(first_seen) AS since, max(at) AS until
FROM alert_steps WHERE kind = 'volume_notice' AND NOT drill GROUP BY id, brand, topic;

-- What `nabiz evaluate --keep` found, a row for each labelled set and one, set '', for all of them.
CREATE TABLE IF NOT EXISTS evaluations
(
    at                DateTime64(3, 'UTC'),
    model             LowCardinality(String),
    set               LowCardinality(String),
    rows              UInt64,
    accuracy          Float64,
    macro_f1          Float64,
    calibration_error Float64
)
ENGINE = MergeTree
ORDER BY (at, set);
