"""A backlog is work, no fault: while it is worked off, the log of a worker alarms nobody."""

from __future__ import annotations

import sys
import time
from signal import SIGCONT, SIGSTOP

from tests.stack.rig import Rig, Stored, chdb_of
from tests.stack.words import expected, statements

SAID = statements(1_600, seed=23)
HURRIED = (sys.executable, "-m", "tests.stack.hurried", "worker")


def test_a_backlog_behind_a_slow_model_and_a_machine_that_halts_are_no_errors_of_the_log(rig: Rig) -> None:
    rig.say(SAID[:800])
    worker = rig.worker(command=HURRIED, batch_items=50)
    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    time.sleep(2)  # quiet for longer than Faust's patience: each partition's last message is then old
    rig.say(SAID[800:])
    worker.signal(SIGSTOP)
    time.sleep(4)  # longer than Faust lets an event loop be late
    worker.signal(SIGCONT)
    rig.wait_until_acknowledged(rig.ends())
    assert worker.stop() == 0
    assert "ERROR" not in worker.said
    assert "faust" not in worker.said, "nor a warning of the library's"
    Stored([chdb_of(worker)]).check_items(expected(SAID))
