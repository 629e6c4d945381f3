"""What the pipeline knows about text, as pure functions: no input or output, no clock, no randomness.

=================  ==============================================================================================
`turkish`          case with the four letters İ I ı i, `fold` to a compare key, elongation, emoji
`spelling`         is it Turkish, is it Turkish on an ASCII keyboard, what is the I of a shouting text
`terms`            the words and word pairs a crisis is explained with, light stems
`stopwords`        the Turkish and English words that say nothing about a topic, read by `terms`
`pii`              the door to redaction: `redact`, `redaction`, `redact_json_bytes`, `author_key`
`redaction`        the order in which the rules below run, and why running them twice changes nothing
`contacts`         e-mail, social handle, secrets in links, IP address
`digits`           TCKN, VKN, card: numbers proven by checksum, shape or the word before them
`phones`           phone numbers, by their shape and their country's plan
`windows`          rows of digits cut into the windows that `digits` and `phones` judge
`iban`             bank account numbers
`plates`           Turkish number plates, identity card and passport serials
`names`            people's names where a rule is safe, with the list in `given_names`
`dead_letters`     redaction of raw bytes that may be JSON
`authors`          an author's name becomes a keyed hash
`duplicates`       `copy_key`: the same key for a copied campaign text
=================  ==============================================================================================

Called by the runner of the connectors (redaction), by `enrich` (copy keys) and by the views and the detector's
explanations (terms). Nothing here may import a broker, a database client or a model.
"""
