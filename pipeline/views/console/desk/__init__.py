"""The alert desk: open alerts, one alert with all that is known of it, and the report after it.

`listing`, `alert` and `report` are pages; `deeds` are the buttons; `telling` and `picture` make markup and charts.
What people do goes through `pipeline.desk.acting` and asks `Context.may` at that moment; customers' words come masked
out of the evidence and enter a page through `Markup.format` alone.
"""
