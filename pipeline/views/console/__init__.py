"""The console: the dashboards, the items behind them and the alert desk as web pages, for people who sign in.

`app` builds the ASGI application, `serving` runs it in a thread beside a worker or alone (`nabiz up`, `nabiz
console`). Whoever adds a page defines `PAGES` in a module of this package (see `page`); it is discovered, framed by
`frame` (menu, language, theme, filters), and built with a Context. Nothing is fetched from outside this process;
every text that people wrote goes through markupsafe; the store is asked in threads, never on the event loop.
"""
