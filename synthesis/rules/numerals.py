"""Numerals of headings and lists."""


def roman(number: int) -> str:
    """A number from 1 in capital Roman numerals."""
    found = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + sign, number - value
    return found
