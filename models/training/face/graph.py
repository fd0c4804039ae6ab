"""From the trained face CNN to the graph that is exported: emotions, embedding, activation maps.

Behind the last convolution the network is linear up to its softmax: the logit of an emotion is
the mean over the places of a weighted sum of the features, plus a bias. So the weighted sum before
the mean says how much each place adds to the logit: the class activation map of Zhou et al.
(Learning Deep Features for Discriminative Localization, 2016). For such a head it equals Grad-CAM
(Selvaraju et al., 2017), without gradients, so an inference-only runtime can compute it.
"""

from collections.abc import Sequence

import keras
from keras import layers

from models.face.cnn import EMBEDDING_OUTPUT, MAPS_OUTPUT

EMOTIONS_OUTPUT = "emotions"
"""Of a graph with one head; with several, each is an output named after its label scheme."""


def scoring_model(trained: keras.Model, heads: Sequence[str] = (EMOTIONS_OUTPUT,)) -> keras.Model:
    """Add the outputs that explain to a trained network; its scores stay the same.

    Args:
        trained: `build_face_cnn`, or any network whose layer "features" gives (n, h, w, c), which
            a GlobalAveragePooling2D "embedding" averages, and whose layer "emotions" is a Dense of
            k classes a head, with a softmax over each head's; between those two only what does
            nothing outside training.
        heads: names of the heads.

    Returns:
        Keras model with the same input and outputs by name:
            each head: probabilities, float32 (n, k).
            embedding: mean features, float32 (n, c).
            activation_maps: float32 (n, h, w, k * heads), head by head, in logits; their mean over
                h and w plus the bias of "emotions" is the logit before the softmax.

    Raises:
        ValueError: if a layer is missing or of another kind.
    """
    features, embedding, emotions = (
        trained.get_layer(name) for name in ("features", "embedding", "emotions")
    )
    if not isinstance(embedding, layers.GlobalAveragePooling2D):
        raise ValueError("the layer 'embedding' must be a GlobalAveragePooling2D")
    if not isinstance(emotions, layers.Dense):
        raise ValueError("the layer 'emotions' must be a Dense layer")
    kernel, bias = emotions.get_weights()
    classes = kernel.shape[1] // len(heads)
    places = layers.Conv2D(kernel.shape[1], 1, use_bias=False, name=MAPS_OUTPUT)
    maps = places(features.output)
    places.set_weights([kernel[None, None]])
    outputs = {EMBEDDING_OUTPUT: embedding.output, MAPS_OUTPUT: maps}
    for number, head in enumerate(heads):
        columns = slice(number * classes, (number + 1) * classes)
        dense = layers.Dense(classes, activation="softmax", name=head)
        outputs[head] = dense(embedding.output)
        dense.set_weights([kernel[:, columns], bias[columns]])
    # The exporter names the graph's outputs after these keys; a list would leave them nameless.
    return keras.Model(trained.input, outputs, name=f"{trained.name}_scoring")
