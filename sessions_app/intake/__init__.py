"""Intake: a read document becomes a consultation with its session and questions; what was said comes from a file.

``entries``        what was proposed and decided, field by field
``checks``         whether a field can be kept as it stands
``convene``        decided fields -> a consultation, in one transaction
``contributions``  a CSV of contributions -> a session, in one transaction
``transcript``     captions or a transcript -> the turns of its speakers
"""
