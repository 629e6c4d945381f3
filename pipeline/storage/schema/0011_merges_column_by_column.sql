-- A merge of this wide table holds buffers of all its columns at once unless it goes column by column, which the engine
-- does by itself only above 131,072 rows. In a worker with the embedded engine that was a wave of 40 MB with each merge.
ALTER TABLE insights
MODIFY SETTING vertical_merge_algorithm_min_rows_to_activate = 1, vertical_merge_algorithm_min_bytes_to_activate = 1;
