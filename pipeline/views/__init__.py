"""What people see of the store: panels as data, gathered into dashboards.

A dashboard is one module here that defines `DASHBOARD`; it is discovered, and the suite in `tests/views` runs every SQL
of it. `grafana` draws dashboards as Grafana's JSON, `console` as pages; neither has a number of its own.
"""
