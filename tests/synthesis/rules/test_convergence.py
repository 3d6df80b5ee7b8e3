"""The threshold from which a report says that views converged."""

import pytest

from synthesis.rules.convergence import converged


@pytest.mark.parametrize(
    ("speakers", "addressed", "groups", "present", "told"),
    [
        (2, 4, 2, 2, False),  # two never are
        (3, 15, 2, 4, True),  # one in five
        (3, 16, 2, 4, False),  # less than one in five
        (5, 25, 1, 3, False),  # of one group, where others spoke
        (5, 25, 1, 1, True),  # of the only group that spoke
        (5, 25, 0, 0, True),  # where there are no groups
        (12, 60, 2, 5, True),
    ],
)
def test_enough_of_those_who_spoke_of_more_than_one_group(
    speakers: int, addressed: int, groups: int, present: int, told: bool
) -> None:
    assert converged(speakers, addressed, groups, present) is told
