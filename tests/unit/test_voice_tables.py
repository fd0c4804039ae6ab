"""The filter banks that the night loads are those of the libraries that define them."""

import numpy as np
import pytest

from models.training.voice.tables import make_tables
from models.voice.tables import TABLES, Tables


@pytest.fixture(scope="module")
def made():
    return make_tables()


@pytest.mark.parametrize("name", Tables._fields)
def test_the_shipped_table_is_the_library_s(made, name):
    with np.load(TABLES, allow_pickle=False) as shipped:
        expected = getattr(made, name)
        assert shipped[name].dtype == expected.dtype
        np.testing.assert_allclose(shipped[name], expected, rtol=1e-12, atol=1e-15)
