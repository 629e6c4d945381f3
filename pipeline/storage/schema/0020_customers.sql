-- Reach, engagement and what was heard are of the words of customers (`voice`), as volume is; stars and the scores of NPS,
-- CSAT and CES are of customers, with words or without, and of no employee. Hours that hold others' are summed up again,
-- and their days after them; until then they are read from the rows.
INSERT INTO touched (brand, hour, at)
SELECT DISTINCT brand, toStartOfHour(occurred_at, 'UTC'), now64(3, 'UTC') FROM insights
WHERE NOT voice AND (reach > 0 OR engagement > 0)
    OR enps IS NOT NULL AND (rating IS NOT NULL OR nps IS NOT NULL OR csat IS NOT NULL OR ces IS NOT NULL);
