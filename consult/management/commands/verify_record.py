"""Check the chains of the record."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from consult.models import Consultation, RecordEntry, RecordHead
from consult.record import broken_at


class Command(BaseCommand):
    help = "Check each consultation’s record: every entry against its hash, its predecessor and the head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="*", help="consultations to check; all without it")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        """One line per consultation; the exit code is 1 if any chain is broken or a slug is unknown."""
        names = dict(Consultation.objects.values_list("pk", "slug"))
        wanted = {pk for pk, name in names.items() if name in slug} if slug else _recorded() | set(names)
        is_bad = bool(set(slug) - set(names.values()))
        for name in sorted(set(slug) - set(names.values())):
            self.stderr.write(f"{name}: no such consultation")
        for pk in sorted(wanted):
            at = broken_at(pk)
            is_bad = is_bad or at is not None
            label = names.get(pk, f"consultation {pk} (deleted)")
            count = RecordEntry.objects.filter(consultation_id=pk).count()
            self.stdout.write(f"{label}: ok, {count} entries" if at is None else f"{label}: broken at {at}")
        if is_bad:
            raise SystemExit(1)


def _recorded() -> set[int]:
    entries = RecordEntry.objects.order_by().values_list("consultation_id", flat=True).distinct()
    return set(entries) | set(RecordHead.objects.values_list("consultation_id", flat=True))
