"""From labelled and raw text to the compact model's weights.

    training     train(data_dir, out_dir): all stages in order, each resumed where it stopped
    belonging    whether a work folder is this run's
    rows         reads a data folder
    material     what all stages share
    targets      what each row teaches; weak topic answers from seed phrases
    corpus       texts as ids, batches of like length
    pretrain     stage 1: hide ids, guess them
    teachers     stage 2: larger networks, and what they answer
    fit          stage 3: sentiment and topics together (lesson, mixture, augment, turns, facts feed it)
    finish       stage 4: gentle last passes over the judged sets, with many made turns, and hints beside the labels
    hashed       stage 5: the linear side, on top of what the teachers say
    calibrate    stage 6: shares, scales, thresholds, on dev/ only
    precision    bfloat16 where it is fast
    language     the language identifier, on its own

Called by the command line and by `python -m models.train`. Nothing here runs at prediction.
"""
