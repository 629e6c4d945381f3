-- Whether an item is the words of a customer: neither a survey's score alone, which says no sentiment, nor what an employee
-- answered. How much is said and how it sounds speaks of these; scores stay in the measures of the surveys. Hours that hold
-- anything else are summed up again, and their days after them; until then they are read from the rows.
ALTER TABLE insights ADD COLUMN IF NOT EXISTS voice Bool MATERIALIZED text != '' AND enps IS NULL;

ALTER TABLE hours ADD COLUMN IF NOT EXISTS voices Int64 DEFAULT items CODEC(ZSTD(1)) AFTER items;

ALTER TABLE days ADD COLUMN IF NOT EXISTS voices Int64 DEFAULT items CODEC(ZSTD(1)) AFTER items;

ALTER TABLE day_sets ADD COLUMN IF NOT EXISTS voices Int64 DEFAULT items CODEC(ZSTD(1)) AFTER items;

ALTER TABLE hour_sets ADD COLUMN IF NOT EXISTS voices Int64 DEFAULT items CODEC(ZSTD(1)) AFTER items;

CREATE OR REPLACE VIEW hourly AS
SELECT * FROM hours FINAL;

CREATE OR REPLACE VIEW items AS
SELECT
    id, brand, source, channel, external_id, occurred_at, ingested_at, stored_at, text, title, author, rating, reach,
    engagement, url, language, sentiment, negative, neutral, positive, topics, topic_scores, nps, enps, csat, ces,
    reply, replied_at, resolved, resolved_at, satisfaction, contacts, handle_seconds, extra, copy_key, undated, drill,
    model, voice
FROM insights FINAL;

CREATE OR REPLACE VIEW written AS
SELECT
    id, brand, source, channel, language, occurred_at, text, author, reach, url, sentiment, topics, drill, revision,
    if(author IS NULL, 0, reinterpretAsUInt64(reverse(substring(SHA256(assumeNotNull(author)), 1, 5)))) AS label,
    if(url IS NULL, NULL, domain(assumeNotNull(url))) AS host, voice
FROM insights;

INSERT INTO touched (brand, hour, at)
SELECT DISTINCT brand, toStartOfHour(occurred_at, 'UTC'), now64(3, 'UTC') FROM insights WHERE NOT voice;
