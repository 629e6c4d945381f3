"""The ends of the topics are the true ones: a feed whose last batch was left out would look drained."""

from __future__ import annotations

from aiokafka import TopicPartition

from pipeline.embedded.draining import ends
from pipeline.wire import FEEDBACK
from tests.stack.rig import PARTITIONS, Rig
from tests.stack.words import statements


async def test_the_end_of_a_topic_is_behind_its_last_batch(rig: Rig) -> None:
    partitions = [TopicPartition(FEEDBACK, number) for number in range(PARTITIONS)]
    assert await ends(rig.broker.address, partitions) == dict.fromkeys(partitions, 0)
    for count in (1, 3, 700):
        rig.say(statements(count, seed=count))
        found = await ends(rig.broker.address, partitions)
        assert {at.partition: end for at, end in found.items() if end} == rig.ends()
