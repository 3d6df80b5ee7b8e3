"""Documents in and out: blocks, readers, and the proposal read from a document.

Pure Python: nothing here imports Django, so that a document is read in a small child process.
"""
