"""Bring the catalogues of the interface up to date with the strings in the code, and compile them.

    python -m tools.messages                           # needs GNU gettext
    python -m tools.messages --untranslated ar > new   # JSON: {"msgid": ""}; of a plural {"msgid": ["", ...]}
    python -m tools.messages --fill ar new             # put back; refused where a placeholder is lost

What is new or changed stands in a catalogue without a translation: English is shown, never a guess.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "consult" / "locale"
LANGUAGES = ("fr", "es", "ar", "zh_Hans", "ru")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?[a-z]+[^>]*>")
Wanted = dict[str, str | list[str]]


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def forms_of(catalogue: polib.POFile) -> int:
    """How many forms a plural has in the catalogue's language."""
    found = re.search(r"nplurals=(\d)", catalogue.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 2


def key_of(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else str(entry.msgid)


def update() -> None:
    """Collect the strings, and compile what is translated."""
    asked = [part for language in LANGUAGES for part in ("--locale", language)]
    ignored = [part for name in (".venv", "var", "tests", "bench", "tools") for part in ("--ignore", name)]
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        *asked,
        *ignored,
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    for language in LANGUAGES:
        catalogue = polib.pofile(str(path_of(language)), wrapwidth=0)
        for entry in catalogue:
            if entry.fuzzy:  # gettext's guess from a string that is alike
                entry.flags.remove("fuzzy")
                entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
                entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        _save(catalogue, language)


def _save(catalogue: polib.POFile, language: str) -> None:
    plural = catalogue.metadata.get("Plural-Forms", "")
    catalogue.header, catalogue.metadata_is_fuzzy = "", False
    catalogue.metadata = {
        "Project-Id-Version": "Consult",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()
    catalogue.save_as_mofile(str(path_of(language).with_suffix(".mo")))
    print(f"{language}: {catalogue.percent_translated()} % of {len(catalogue)}")


def untranslated(language: str) -> Wanted:
    catalogue = polib.pofile(str(path_of(language)))
    forms = forms_of(catalogue)
    return {key_of(entry): [""] * forms if entry.msgid_plural else "" for entry in catalogue.untranslated_entries()}


def wrong(entry: polib.POEntry, texts: list[str]) -> str:
    """What is wrong with a translation, or ""."""
    if not all(text.strip() for text in texts):
        return "a form is empty"
    allowed = [sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural or entry.msgid)]
    for text in texts:
        found = sorted(PLACEHOLDER.findall(text))
        # A form for one may say the number in words.
        if found not in allowed and not (entry.msgid_plural and set(found) <= {*allowed[0], *allowed[1]}):
            return f"placeholders {found} for {allowed[1]}"
    ends = [entry.msgid[:1] == "\n", entry.msgid[-1:] == "\n"]
    if any([text[:1] == "\n", text[-1:] == "\n"] != ends for text in texts):
        return "begins or ends with a new line where the other does not"
    return ""


def fill(language: str, given: Wanted) -> int:
    """Put translations into a catalogue; returns how many were refused."""
    catalogue = polib.pofile(str(path_of(language)), wrapwidth=0)
    entries = {key_of(entry): entry for entry in catalogue}
    refused = 0
    for key, value in given.items():
        if not value or (isinstance(value, list) and not any(value)):
            continue
        entry = entries.get(key)
        texts = [value] if isinstance(value, str) else value
        reason = wrong(entry, texts) if entry else "no such string"
        wanted = forms_of(catalogue) if entry and entry.msgid_plural else 1
        if not reason and len(texts) != wanted:
            reason = f"{len(texts)} forms instead of {wanted}"
        if reason or entry is None:
            refused += 1
            print(f"{key!r}: {reason}", file=sys.stderr)
        elif entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(texts))
        else:
            entry.msgstr = texts[0]
    _save(catalogue, language)
    return refused


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--untranslated", metavar="LANGUAGE", choices=LANGUAGES)
    parser.add_argument("--fill", nargs=2, metavar=("LANGUAGE", "FILE"))
    asked = parser.parse_args()
    if asked.untranslated:
        print(json.dumps(untranslated(asked.untranslated), ensure_ascii=False, indent=1))
        return 0
    if asked.fill:
        return 1 if fill(asked.fill[0], json.loads(Path(asked.fill[1]).read_text("utf-8"))) else 0
    update()
    return 0


if __name__ == "__main__":
    sys.exit(main())
