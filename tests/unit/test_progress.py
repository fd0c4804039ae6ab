"""What the launcher shows of inputs that are done."""

import threading

from transforms.progress import Progress, ProgressListener


def test_reports_are_counted_up_to_the_total():
    shown: list[int] = []
    last = threading.Event()

    def show(done: int) -> None:
        shown.append(done)
        if len(shown) == 3:
            last.set()

    with ProgressListener(2, show) as listener:
        for _ in range(3):  # a bundle that is retried reports again
            listener.progress.advance()
        assert last.wait(10)
    assert shown == [1, 2, 2]


def test_a_batch_is_done_at_its_end_though_nothing_was_reported():
    shown: list[int] = []
    with ProgressListener(7, shown.append) as listener:
        listener.reach(4)
        listener.reach(7)
    assert shown == [4, 7]


def test_without_a_port_nothing_is_reported():
    Progress().advance()
