"""The crisis detector: counts of items per series and event minute in, alerts out. Pure: numpy and values only.

Called by the watching agent and by `nabiz backtest`, which run the very same code. Nothing here reads a store, a
clock or a random source; minutes and seeds are arguments.

series      which counts belong together: a brand, a brand's topic, a brand's channel
policy      every number of the detector, frozen
season      the usual rate of an hour of the week        level       how today compares with it
dispersion  how much counts scatter about it             score       how surprising a count is
volume      how much more is said than usual             fast     the rule for minutes, slow the one for hours
latch       open, stay open, resolve, re-arm             detector    all of the above over all series at once
watch       transitions folded into incidents and alert steps; late items re-judge their own minutes
severity    1 to 10                                      explain     why: drivers, terms, concentration, samples
evidence    what an alert says of itself         judgement  what people judged moves a rule's threshold
lifecycle   what people may do with an alert             simulate    streams with known truth
replay      the detector over a stream or a table        countstable reading counts from CSV text
"""
