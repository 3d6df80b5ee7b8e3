"""Fragments: what a page includes and the wire carries, rendered from the same template.

A fragment is impersonal: a function of session, audience and language. ``changes`` gives everything that changed in a
session between two sequences of the record, as a frame; the hub sends it, catch-up by GET answers with it.

What is personal (my position, my held contribution) is no fragment: its owner fetches it (``views.voting.yours``).
"""

from sessions_app.fragments.breakout import breakout_context
from sessions_app.fragments.choice import choices_context
from sessions_app.fragments.contribution import contribution_context
from sessions_app.fragments.floor import floor_context, presence_context
from sessions_app.fragments.frame import MOST_ACTS, PRESENCE, changes, head, tallies
from sessions_app.fragments.listening import listening_context
from sessions_app.fragments.opinion import opinions_context
from sessions_app.fragments.page import Thread, around, cards, newest, thread_of
from sessions_app.fragments.parts import Frame, View
from sessions_app.fragments.question import agenda_context, question_context, state_context
from sessions_app.fragments.screen import LENGTHS, screen_context
from sessions_app.fragments.shared import Moment, gap, moment, together
from sessions_app.fragments.text import text_context, turnout_context

__all__ = [
    "LENGTHS",
    "MOST_ACTS",
    "PRESENCE",
    "Frame",
    "Moment",
    "Thread",
    "View",
    "agenda_context",
    "around",
    "breakout_context",
    "cards",
    "changes",
    "choices_context",
    "contribution_context",
    "floor_context",
    "gap",
    "head",
    "listening_context",
    "moment",
    "newest",
    "opinions_context",
    "presence_context",
    "question_context",
    "screen_context",
    "state_context",
    "tallies",
    "text_context",
    "thread_of",
    "together",
    "turnout_context",
]
