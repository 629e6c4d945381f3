"""Our own feed of invented customers: what `nabiz up` shows when nobody brings data. Used by `connectors.simulator`.

templates   "[a|b] {slot}" -> text                       writing   a text as its writer and channel would write it
material/   what they write about, in YAML               people    names, numbers and documents of nobody
brands      the five invented brands                     rhythm    how many write in a minute; crises and campaigns
                                                         stream    all of it, minute by minute

Everything is a function of the seed and the time asked for: the same minute is the same items, whoever asks and when.
All texts were written for it; none is anybody's.
"""
