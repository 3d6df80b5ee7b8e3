"""When a report may say that views converged on a point that was made in a discussion, where nobody voted.

The rule is printed in the note on method; why it is as it is stands in docs/decisions/0036-when-views-converge.md.
"""

FEWEST = 3  # who said it
OF = 5  # one in five of those who addressed the question
GROUPS = 2  # of whom they are, where more than one took part in the discussion


def converged(speakers: int, addressed: int, groups: int, present: int) -> bool:
    """Whether ``speakers`` of the ``addressed`` who spoke on a question carry a claim of convergence.

    groups: of how many groups they are; present: of how many all were who spoke. Whether anybody opposed the point is
    not judged here: one that was opposed converges never.
    """
    return speakers >= FEWEST and OF * speakers >= addressed and groups >= min(GROUPS, present)
