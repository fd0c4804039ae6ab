"""The earlier systems' models, to compare with. The night never imports them."""
