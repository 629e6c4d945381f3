"""Where alerts are told: to people by Apprise URLs, to machines by a signed webhook, on dashboards by annotations.

door        what a channel is, what a message is, and the fake
wording     an alert in words, Turkish or English: numbers, a link, the first step, and nothing that customers wrote
apprised    one Apprise URL: Slack, Teams, Telegram, e-mail, SMS gateways, ...
webhook     the whole alert as JSON, signed            document  that JSON
annotation  a region on Grafana's dashboards
routes      who is told of what: by brand, topic, severity, kind, step and hour of Istanbul
reading     routes out of a YAML file, with every mistake named
gathering   cool-down and digest: what goes out now, and what waits to be told together
opening     settings -> routes and open channels

Called by `pipeline.teller`, which keeps in the store what was told. Addresses hold secrets and are never logged.
"""
