"""The two stored forms of the TF-IDF model, read by skops: nothing is unpickled.

Form 1 (text_tfidf 0.1.0): a scikit-learn pipeline of TF-IDF and logistic regressions.
Form 2 (from 0.2.0): vectorizer, scaler and the weights of terms and stylistic counts.
"""

from typing import Any
from zipfile import ZIP_DEFLATED

import skops.io
from sklearn.pipeline import Pipeline

from models.text.tfidf import Styled

PIPELINE = "pipeline.skops"
"""File of form 1."""
STYLED = "styled.skops"
"""File of form 2."""


def model_to_bytes(model: Styled) -> bytes:
    """Serialise form 2: a zip of JSON and arrays, without code."""
    content: bytes = skops.io.dumps(model._asdict(), compression=ZIP_DEFLATED, compresslevel=9)
    return content


def model_from_bytes(content: bytes) -> Styled:
    """Load form 2; only scikit-learn's and NumPy's own types are accepted.

    Raises:
        skops.io.exceptions.UntrustedTypesFoundException: if it names any other type.
    """
    parts: dict[str, Any] = skops.io.loads(content, trusted=[])
    return Styled(**parts)


def pipeline_from_bytes(content: bytes) -> Pipeline:
    """Load form 1; errors as for `model_from_bytes`."""
    return skops.io.loads(content, trusted=[])
