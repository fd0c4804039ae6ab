"""The text networks of the 2019 interview simulator."""

from models.baselines.text_networks import build_published_lstm, build_published_text_cnn_lstm


def test_the_published_networks_have_their_published_sizes() -> None:
    embedding, head = 1000 * 300, 181 * 128 + 129 * 5

    def lstm(inputs: int) -> int:
        return 4 * 180 * (inputs + 180 + 1)

    assert build_published_lstm(1000).count_params() == embedding + lstm(300) + head
    network = build_published_text_cnn_lstm(1000)
    assert (network.input_shape, network.output_shape) == ((None, 300), (None, 5))
    convolutions = (8 * 300 + 1) * 128 + (8 * 128 + 1) * 256 + (8 * 256 + 1) * 512
    normalisations = 4 * (128 + 256 + 512)
    lstms = lstm(512) + lstm(180) + lstm(180)
    assert network.count_params() == embedding + convolutions + normalisations + lstms + head
