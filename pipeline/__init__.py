"""Nabız: customers' words in, sentiment, topics and crisis alerts out. This is the map of the project.

A sentence goes through four words: **Feedback -> Insight -> row -> Alert**, or it becomes **Rejected**.
Between the words stand pure functions; around them stands a ring of doors, opened in one place.

pure (no I/O, no clock, no randomness)      doors (one small Protocol each, a fake shipped beside it)
--------------------------------------      ---------------------------------------------------------
feedback   the four words and stable ids    storage/   ClickHouse over HTTP or in-process (chDB)
intake     a source's record -> Feedback    channels/  notifications: who is told, how
wire       bytes <-> values, CloudEvents    ../models      text -> sentiment and topics
text/      Turkish, redaction, copies       ../connectors  sources -> Kafka
enrich     Feedback + model -> Insight      views/         panels as data; the console draws them
spike/     the crisis detector
desk/      how a team works off an alert
metrics    NPS, CSAT, CES, FRT, FCR, AHT

agents       Faust agents, thin: hand a batch to the functions, write, acknowledge
batches      what `enriching` does with a batch; dead_letters, what `setting_aside` does with a letter
watching     the detector at work on the store; evidence says why an alert is raised, rehearsing runs a drill beside it
outlets      the settings -> open channels and their routes
reading      the settings -> the model, for the worker and for every command that reads texts
teller       the channels told of what the store says is untold: once a transition, also across crashes
measuring    what a worker measures of itself, as rows for the operations dashboard
rescoring    stored items read again by another model or taxonomy
app          the composition root: Settings -> Parts -> Faust app (`faust -A pipeline.app worker`)
embedded     broker child process + worker + store + feed in one go (`nabiz up`)
cli          the command line; settings, errors, retry, telemetry, healthz and loglines serve them all

Imports point one way: deploy, connectors -> pipeline -> models; import-linter holds it in CI.
"""
