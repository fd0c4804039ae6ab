"""How a night is cut into batches."""

from transforms.inputs.batches import LEAST_SECONDS, in_batches, media_seconds


def test_batches_keep_candidates_together_and_put_suspects_last_and_alone(inbox):
    for name in ("ada/1.txt", "bob/1.txt", "x/ada/2.txt", "bob/2.txt", "eve/1.txt"):
        inbox.write(name, name)
    plan = inbox.plan()
    suspects = {"bob/2.txt": 1, "ada/1.txt": 2}
    planned = [
        task._replace(entry=task.entry._replace(tries=suspects.get(task.file.input_id, 0)))
        for task in plan.tasks
    ]
    found = [[t.file.input_id for t in b] for b in in_batches(planned, 2 * LEAST_SECONDS, {})]
    assert found == [["bob/1.txt", "eve/1.txt"], ["ada/2.txt"], ["bob/2.txt"], ["ada/1.txt"]]


def test_a_candidate_with_more_than_a_batch_is_cut(inbox):
    for number in range(5):
        inbox.write(f"ada/{number}.txt", str(number))
    found = [len(batch) for batch in in_batches(inbox.plan().tasks, 2 * LEAST_SECONDS, {})]
    assert found == [2, 2, 1]


def test_how_long_a_file_is_follows_from_its_size_and_what_is_known(inbox):
    inbox.write("ada/1.wav", "x" * 640_000)
    (task,) = inbox.plan().tasks
    assert media_seconds(task, {}) == 10.0
    assert media_seconds(task, {".wav": 32_000.0}) == 20.0
    assert media_seconds(task, {".wav": 1e9}) == LEAST_SECONDS
