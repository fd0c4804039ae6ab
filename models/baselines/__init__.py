"""The earlier systems' models as baselines. The night never imports them."""
