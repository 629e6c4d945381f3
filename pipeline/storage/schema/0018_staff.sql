-- Employees' answers to the recommendation question (eNPS) are summed up as the customers' are. Hours that have any are
-- summed up again, and their days after them; until then they are read from the rows.
ALTER TABLE hours
    ADD COLUMN IF NOT EXISTS staff_promoters Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_passives Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_detractors Int64 DEFAULT 0 CODEC(ZSTD(1));

ALTER TABLE days
    ADD COLUMN IF NOT EXISTS staff_promoters Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_passives Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_detractors Int64 DEFAULT 0 CODEC(ZSTD(1));

ALTER TABLE day_sets
    ADD COLUMN IF NOT EXISTS staff_promoters Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_passives Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_detractors Int64 DEFAULT 0 CODEC(ZSTD(1));

ALTER TABLE hour_sets
    ADD COLUMN IF NOT EXISTS staff_promoters Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_passives Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS staff_detractors Int64 DEFAULT 0 CODEC(ZSTD(1));

CREATE OR REPLACE VIEW hourly AS
SELECT * FROM hours FINAL;

INSERT INTO touched (brand, hour, at)
SELECT DISTINCT brand, toStartOfHour(occurred_at, 'UTC'), now64(3, 'UTC') FROM insights WHERE enps IS NOT NULL;
