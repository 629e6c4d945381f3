-- What people ask: one row an item, newest revision.
CREATE VIEW IF NOT EXISTS items AS
SELECT
    id, brand, source, channel, external_id, occurred_at, ingested_at, stored_at, text, title, author, rating, reach,
    url, language, sentiment, negative, neutral, positive, topics, topic_scores, nps, enps, csat, ces, reply,
    replied_at, resolved, resolved_at, satisfaction, contacts, handle_seconds, extra, copy_key, undated, drill, model
FROM insights FINAL;

-- Did every Kafka message land once? One row a topic, incarnation of the broker, and partition.
-- lost: said to be stored, yet not among the insights, neither erased nor older than what is kept.
CREATE VIEW IF NOT EXISTS reconcile AS
WITH
    (SELECT argMax(days, since) FROM retention) AS kept_days,
    if(kept_days > 0, now64(3, 'UTC') - toIntervalDay(kept_days), toDateTime64(0, 3, 'UTC')) AS kept_since
SELECT
    topic,
    log,
    partition,
    min(offset) AS first,
    max(offset) AS last,
    count() AS landed,
    max(offset) - min(offset) + 1 - count() AS missing,
    countIf(outcome = 'stored' AND present) AS stored,
    countIf(outcome = 'rejected') AS rejected,
    countIf(outcome = 'erased') AS erased,
    countIf(outcome = 'stored' AND NOT present AND occurred_at >= kept_since) AS lost
FROM
(
    SELECT topic, log, partition, offset, outcome, occurred_at, id IN (SELECT id FROM insights) AS present
    FROM landings FINAL
)
GROUP BY topic, log, partition
ORDER BY topic, log, partition;
