-- Only rises of volume stand beside campaigns. The column is named with its table: the name `kind` alone means the
-- view's own value there, which made a campaign of every alert. What is known of one channel alone is none either.
CREATE OR REPLACE VIEW occasions AS
SELECT toString(id) AS id, 'campaign' AS kind, brand, name, since, until FROM campaigns FINAL WHERE NOT removed
UNION ALL
SELECT id, 'volume_notice' AS kind, brand, topic AS name, min(first_seen) AS since, max(at) AS until
FROM alert_steps WHERE alert_steps.kind = 'volume_notice' AND channel = '' AND NOT drill GROUP BY id, brand, topic;
