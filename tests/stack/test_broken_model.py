"""A model that fails on one text costs that text; one that fails on all ends the worker, with nothing acknowledged."""

from __future__ import annotations

import sys

from pipeline.wire import FEEDBACK
from tests.stack.rig import Rig, Stored, chdb_of
from tests.stack.words import expected, statements

SAID = statements(3_000, seed=19)
RAISING = (sys.executable, "-m", "tests.stack.raising")


def test_a_text_that_breaks_the_model_is_rejected_alone(rig: Rig) -> None:
    rig.say(SAID)
    worker = rig.worker(command=(*RAISING, "n1234"))
    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.stop() == 0
    stored = Stored([chdb_of(worker)])
    stored.check_items(expected(each for each in SAID if each.number != 1234))
    stored.check_reconciled(rig.ends())
    assert stored.reasons == {"model_failed": 1}
    assert [each.reason for each in rig.dead_letters(1)] == ["model_failed"]


def test_a_broken_model_ends_the_worker_and_its_messages_return_to_the_next(rig: Rig) -> None:
    rig.say(SAID[:1000])
    worker = rig.worker()
    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.stop() == 0
    before = rig.acknowledged()

    rig.say(SAID[1000:])
    broken = rig.worker(command=(*RAISING, "always"))
    broken.start()
    assert broken.wait() == 70
    assert "the model fails on every text: RuntimeError" in broken.said
    assert "the model is broken" not in broken.said, "an exception's message may hold a customer's words"
    assert rig.acknowledged() == before

    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.stop() == 0
    stored = Stored([chdb_of(worker)])
    stored.check_items(expected(SAID))
    stored.check_reconciled(rig.ends())
    assert not stored.reasons, f"nothing of {FEEDBACK} is to blame"
