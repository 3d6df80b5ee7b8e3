"""One question to the assistant's endpoint. Only the worker loads this module.

Nothing but the configured address is ever asked: redirects are not followed, no proxy is taken from the environment.
The whole exchange has one deadline, and an answer a greatest size.
"""

import asyncio
import json
from typing import Any

import httpx
from django.utils.translation import gettext as _

from synthesis.rules.assistant import Endpoint

LARGEST = 64 * 1024  # bytes of an answer


class UnreachableError(Exception):
    """The endpoint gave no answer that can be used; the words say why, and hold nothing of what it sent."""


def ask(endpoint: Endpoint, *, instruction: str, text: str) -> str:
    """The answer of the endpoint's model to ``text``. Raises UnreachableError."""
    messages = [{"role": "system", "content": instruction}, {"role": "user", "content": text}]
    body = {"model": endpoint.model, "messages": messages, "stream": False}
    try:
        return _content(asyncio.run(asyncio.wait_for(_posted(endpoint, body), endpoint.seconds)))
    except TimeoutError as error:
        raise UnreachableError(_("It did not answer within {n} seconds.").format(n=endpoint.seconds)) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise UnreachableError(_("It could not be reached.")) from error


async def _posted(endpoint: Endpoint, body: dict[str, Any]) -> bytes:
    headers = {"Accept-Encoding": "identity"}  # a small answer that unpacks to a large one is not unpacked
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    async with (
        httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=endpoint.seconds) as client,
        client.stream("POST", endpoint.url, json=body, headers=headers) as response,
    ):
        if response.is_redirect:
            raise UnreachableError(_("It sent us on to another address, where we do not go."))
        if response.status_code != httpx.codes.OK:
            raise UnreachableError(_("It answered with error {code}.").format(code=response.status_code))
        found = bytearray()
        async for part in response.aiter_raw():
            found += part
            if len(found) > LARGEST:
                raise UnreachableError(_("Its answer was too long."))
        return bytes(found)


def _content(answer: bytes) -> str:
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise UnreachableError(_("Its answer was not in the form of a chat completion.")) from error
    if not isinstance(content, str):
        raise UnreachableError(_("Its answer was not in the form of a chat completion."))
    return content
