"""Messages with labelled strings, made to find what a masker lets through or hides in vain.

`generate.py` makes `messages.xml` and `labels.json`, `measure.py` tells how a masker does on them.
"""
