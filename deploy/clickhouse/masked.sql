-- What Grafana sees: a database of views with the names and columns of `nabiz`, so that a panel's SQL is the same in
-- both, while what leads to a person is masked. Applied by the user `nabiz` after the migrations, safe to run again.
-- A view here reads with its definer's rights: whoever reads it needs none on what lies behind.
CREATE DATABASE IF NOT EXISTS nabiz_masked;

-- Texts, titles and replies are stored redacted. Masked: the author (a short label, still the same one for the same
-- author), the address (its host remains), the source's id, and the fields that the product does not know.
CREATE OR REPLACE VIEW nabiz_masked.items DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    id, brand, source, channel, '' AS external_id, occurred_at, ingested_at, stored_at, text, title,
    if(author IS NULL, NULL, left(lower(hex(SHA256(assumeNotNull(author)))), 10)) AS author,
    rating, reach, engagement,
    if(url IS NULL, NULL, domain(assumeNotNull(url))) AS url,
    language, sentiment, negative, neutral, positive, topics, topic_scores, nps, enps, csat, ces, reply,
    replied_at, resolved, resolved_at, satisfaction, contacts, handle_seconds, '{}' AS extra, copy_key, undated, drill,
    model, voice
FROM nabiz.items;

CREATE OR REPLACE VIEW nabiz_masked.alert_steps DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    id, sequence, brand, topic, channel, kind, state, at, first_seen, '' AS by, observed, expected, ratio, score,
    severity, window_minutes, low_confidence, drill, evidence, '' AS note, stored_at
FROM nabiz.alert_steps FINAL;

CREATE OR REPLACE VIEW nabiz_masked.rejected DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT at, stage, reason, origin, source, '' AS detail, size, digest, truncated
FROM nabiz.rejected FINAL;

CREATE OR REPLACE VIEW nabiz_masked.landings DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT topic, log, partition, offset, outcome, id, occurred_at, landed_at
FROM nabiz.landings FINAL;

CREATE OR REPLACE VIEW nabiz_masked.reconcile DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT topic, log, partition, first, last, landed, missing, stored, rejected, erased, lost
FROM nabiz.reconcile;

-- That erasures happened, and when; not whose.
CREATE OR REPLACE VIEW nabiz_masked.erasures DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT at, kind, '' AS subject, '' AS asked_by, items
FROM nabiz.erasures;

-- Size and number of parts, for the operations dashboard.
CREATE OR REPLACE VIEW nabiz_masked.parts DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT table, partition, name, rows, bytes_on_disk, modification_time, active
FROM system.parts
WHERE database = 'nabiz';

-- What the workers measure of themselves, and how far each source has come.
CREATE OR REPLACE VIEW nabiz_masked.measurements DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT worker, at, metric, labels, value
FROM nabiz.measurements;

CREATE OR REPLACE VIEW nabiz_masked.arrivals DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT source, brand, max(occurred_at) AS occurred_at, max(stored_at) AS stored_at
FROM nabiz.arrivals
GROUP BY source, brand;

-- What people corrected; not who did.
CREATE OR REPLACE VIEW nabiz_masked.corrections DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT id, at, '' AS by, sentiment, topics, words_key, before_sentiment, before_topics, before_model
FROM nabiz.corrections FINAL;

-- Sums of hours, and which hours are read from the rows instead.
CREATE OR REPLACE VIEW nabiz_masked.hourly DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM nabiz.hourly;

CREATE OR REPLACE VIEW nabiz_masked.hour_states DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT brand, hour, touched_at, stale FROM nabiz.hour_states;

CREATE OR REPLACE VIEW nabiz_masked.written DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT
    id, brand, source, channel, language, occurred_at, text,
    if(author IS NULL, NULL, left(lower(hex(SHA256(assumeNotNull(author)))), 10)) AS author,
    reach, if(url IS NULL, NULL, domain(assumeNotNull(url))) AS url, sentiment, topics, drill, revision, label, host,
    voice
FROM nabiz.written;

-- Campaigns, without who noted them, and how the model last did on labelled sets.
CREATE OR REPLACE VIEW nabiz_masked.occasions DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT id, kind, brand, name, since, until FROM nabiz.occasions;

CREATE OR REPLACE VIEW nabiz_masked.evaluations DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT at, model, set, rows, accuracy, macro_f1, calibration_error FROM nabiz.evaluations;

-- Sums of days, which of them hold, and the items that people saw, by a short label of who wrote them.
CREATE OR REPLACE VIEW nabiz_masked.days DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM nabiz.days;

CREATE OR REPLACE VIEW nabiz_masked.day_sets DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM nabiz.day_sets;

CREATE OR REPLACE VIEW nabiz_masked.hour_sets DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT * FROM nabiz.hour_sets;

CREATE OR REPLACE VIEW nabiz_masked.day_states DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT brand, day, roll, stale, began, ended FROM nabiz.day_states;

CREATE OR REPLACE VIEW nabiz_masked.heard DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT brand, day, id, occurred_at, channel, language, sentiment, topics, reach, author, roll FROM nabiz.heard;

CREATE OR REPLACE VIEW nabiz_masked.day_rolls DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
SELECT brand, day, roll FROM nabiz.day_rolls;
