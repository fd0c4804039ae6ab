"""Numbers in, numbers out: preprocessing, networks, training, scorers, fusion. No Beam, no SQL."""
