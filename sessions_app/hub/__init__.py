"""The hub: one per process, between the record and the sockets.

It hears what was announced, renders what changed once per *view* (session, audience, language), encodes it once, and
hands the same text to every socket of the view. Rendering, reading heads and checking rights run in the hub's own
threads; nothing on the event loop touches the database.

A frame covers ``(from, to]`` of the record and begins where the one before ended: a client whose position is smaller
than ``from`` knows that it missed something, and fetches. A frame without ``to`` is latest-wins (turnout).

    lines       one socket: what waits for it, what it acknowledged
    rooms       one view and its lines: render, encode, tell
    knock       who asks to be let in, and from which position
    polls       a request that waits, where no socket gets through
    polling     the same over HTTP
    stored      what the hub asks of the database
    attendance  who has a page open
    centre      the hub: announcements in, heads, rights, admission
"""

from sessions_app.hub.centre import Hub, hub, stop
from sessions_app.hub.lines import Closing, Line

__all__ = ["Closing", "Hub", "Line", "hub", "stop"]
