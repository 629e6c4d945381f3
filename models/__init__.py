"""Models: what a text says, read by a machine.

A map for whoever comes first:

    base        Reading and the TextModel protocol: the door the pipeline sees
    loading     load_model(name) -> TextModel; the only function most callers need
    fake        FreeModel and LexiconModel: models without weights, for tests and demos
    compact/    our own small multilingual model: definition, weights, tokenizer, card
    hub         any transformers checkpoint by name and pinned revision
    serving     token budgets, length buckets, precision, threads
    folding     the text folding the models need: case, diacritics, elongation
    language    identify(texts) -> ISO 639-1 codes, "und" when unsure
    taxonomy    the topics: ids, names in Turkish and English, seed phrases
    topics/     a company's own topics, without training
    bench       texts a second, in batches and one at a time
    evaluate    accuracy, macro-F1, calibration error, confusion matrix
    train/      from labelled and raw text to weights
    errors      the error tree of this package

Imports point inward: nothing here imports `pipeline`, `connectors` or `deploy`. Importing
`models` itself loads neither torch nor transformers; only `compact`, `hub`, `serving` and
`train` do, when they are used.
"""

import os

# Threads of the network that wait for each other sleep. By default they spin, and where anything else runs on these
# cores (the event loop, the store, a console) they take the time that the thread they wait for needs: on two busy
# cores a batch then costs ten times its work. It must be said before torch is loaded; whoever says otherwise is heard.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
