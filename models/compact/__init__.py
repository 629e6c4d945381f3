"""The compact model: our own small multilingual reader of customers' texts.

configuration and network define it for transformers, vocabulary cuts and folds, grams is its hashed side, required
checks config.json, revision names the whole, model makes a TextModel of the weights beside this file.
"""
