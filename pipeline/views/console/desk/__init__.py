"""The alert desk: open alerts, one alert with all that is known of it, and the report after it.

`listing`, `alert` and `report` are pages; `deeds` are the buttons. `naming`, `standing`, `reasons`, `trust` and
`course` make markup: what an alert is called, where it stands, why it was raised, how far to believe it, what is
done about it; `picture` makes the chart.
What people do goes through `pipeline.desk.acting` and asks `Context.may` at that moment; customers' words come masked
out of the evidence and enter a page through `Markup.format` alone.
"""
