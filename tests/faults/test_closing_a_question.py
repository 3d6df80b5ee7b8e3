"""What is said while a question closes is either in the thread before it closed, or refused: never after."""

import threading
import time

import pytest
from django.db import connection, transaction

from consult.procedure import RefusedError
from sessions_app.actions import session as steering
from sessions_app.models import Contribution
from tests.factories import make_room
from tests.sessions_app.factories import make_session, say, standing_of


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_contribution_waits_for_the_closing_of_its_question_and_is_refused() -> None:
    room = make_room()
    question = make_session(room.consultation).questions.get(number=1)
    chair, speaker = standing_of(room.people["chair"]), room.people["participant"]
    is_closing, answers = threading.Event(), []

    def close() -> None:
        with transaction.atomic():
            steering.set_question(chair, question.pk, "closed")
            is_closing.set()
            time.sleep(0.3)  # the closing is under way: done, not committed
        connection.close()

    def speak() -> None:
        is_closing.wait(5)
        try:
            answers.append(say(speaker, question))
        except RefusedError as error:
            answers.append(error)
        connection.close()

    threads = [threading.Thread(target=act) for act in (close, speak)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert [type(answer) for answer in answers] == [RefusedError]
    assert not Contribution.objects.filter(question=question).exists()
