-- Two consoles that take one number of an alert send inserts of one token: the engine keeps the first.
ALTER TABLE alert_steps MODIFY SETTING non_replicated_deduplication_window = 10000;
