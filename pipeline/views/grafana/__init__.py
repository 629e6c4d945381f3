"""Dashboards as Grafana draws them: the same panels and SQL as the console's, over the masked views.

`query` puts Grafana's variables where the console binds parameters, `drawing` makes the JSON with Grafana's SDK (the
extra `grafana`, imported when needed), `rules` are the health rules, `publishing` brings both to a running Grafana.
"""
