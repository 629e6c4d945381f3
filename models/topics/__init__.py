"""A company's own topics, read without training.

    stems      does a word come from a stem? Turkish suffixes, softening, vowel harmony; English
    phrases    where the seed phrases of many topics stand in a text
    vectors    texts as vectors of the compact model's own token table: nearness without a network
    scoring    phrases and nearness as one number in 0..1 a topic
    company    the company's YAML file: validated, hashed
    saving     thresholds written into it, all else left as it is
    reader     WithTopics: any TextModel plus the company's topics, itself a TextModel
    trial      thresholds proposed from unlabelled texts, examples taken and just missed

Called by `models.loading` and by `nabiz topics`. Must never import torch or transformers.
"""
