"""The store: ClickHouse by HTTP or in the process (chDB), one class for both, and a fake.

`base` is the door, `clickhouse` opens it, `fake` stands in for it, `migrations` brings `schema/*.sql` up to date.
"""
