"""The socket of a session page: admission, acknowledgement and two commands. What goes out is the hub's."""

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from consult.models import Participant
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.actions.discussion import answer_to, contribute
from sessions_app.actions.pace import BURST, Bucket, slow_down
from sessions_app.actions.voting import VoteCommand
from sessions_app.forms import messages
from sessions_app.hub import Closing, Line, hub
from sessions_app.hub.knock import knock
from sessions_app.hub.origin import is_own_origin
from sessions_app.hub.prepared import writer
from sessions_app.queries import ticket
from sessions_app.vote_writer import vote_writer

Body = dict[str, Any]
logger = logging.getLogger("consult.live")
_contributors = ThreadPoolExecutor(4, thread_name_prefix="contribute")


class SessionConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One open page. It joins no group: the hub holds the line."""

    line: Line | None = None

    async def dispatch(self, message: Body) -> None:
        # Channels' own goes through a thread at each message to close database connections: here none is ever opened.
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        claim, key = knock(self.scope)
        if claim is None or not is_own_origin(self.scope) or not await hub().admits(claim, key):
            await self.close()
            return
        await self.accept()
        self.bucket = Bucket()
        self.works: set[asyncio.Task[None]] = set()
        write = writer(self.base_send) if settings.PREPARED_FRAMES else None
        self.line = Line(claim, key, self.send, self.close, write)
        await hub().join(self.line)

    async def disconnect(self, code: int) -> None:
        if self.line is not None:
            hub().leave(self.line)
            self.line = None  # each holds the other: memory would wait for the collector

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.line is None:
            return
        left = self.bucket.take()
        if left < -BURST:
            await self.line.close(Closing.TOO_MANY)
            return
        with translation.override(self.line.claim.language):
            body = messages.read(text_data)
            if "ack" in body:
                self.line.acknowledge(body["ack"])
            elif left < 0:
                await self.answer({"id": body.get("id"), **slow_down().told})
            elif "command" in body:
                # Apart from reading, so that a slow database never delays an acknowledgement.
                work = asyncio.create_task(self.carry_out(self.line.claim, body))
                self.works.add(work)
                work.add_done_callback(self.works.discard)
            else:
                await self.answer(body)

    async def carry_out(self, claim: ticket.Claim, body: Body) -> None:
        if body["command"] == "vote":
            vote = VoteCommand(claim.participant_id, body["ballot"], body["choice"], body["reason"], UUID(body["id"]))
            answer = await vote_writer().cast(vote, claim.language)
        else:
            answer = await asyncio.get_running_loop().run_in_executor(_contributors, give, claim, body)
        try:
            await self.answer({"id": body["id"], **answer})
        except Exception:  # some servers raise where the peer has gone; a repeat of the command gets the same answer
            logger.debug("nobody waits for the answer any more", exc_info=True)

    async def answer(self, answer: Body) -> None:
        await self.send(json.dumps(answer, ensure_ascii=False))


def give(claim: ticket.Claim, body: Body) -> Body:
    """Carry out ``contribute``, in a thread: with the standing that its author has now."""
    try:
        with translation.override(claim.language):
            author = Participant.objects.select_related("user", "consultation").filter(pk=claim.participant_id).first()
            if author is None:
                return {
                    "answer": "refused",
                    "reason": _("Join the consultation first: this is for those who take part."),
                }
            contribution = contribute(
                here(author.consultation, author.user),
                body["question"],
                text=body["text"],
                sentence=body["sentence"],
                type=body["type"],
                quotation=body["quotation"],
                parent_id=body["parent"],
                third_person=body["third_person"],
                command_id=UUID(body["id"]),
            )
            return answer_to(contribution)
    except RefusedError as error:
        return error.told
    except DatabaseError:
        logger.warning("a contribution is to be sent again", exc_info=True)
        return {"answer": "slow down", "reason": _("The server is busy. Your text is kept and sent again.")}
    except Exception:
        logger.exception("a contribution could not be stored")
        return messages.refusal(body["id"], _("This could not be stored. Reload the page and try again."))
    finally:
        close_old_connections()
