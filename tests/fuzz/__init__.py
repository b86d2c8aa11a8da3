"""A coverage-guided fuzzer over what reads foreign bytes: `python -m tests.fuzz --minutes 60`.

It sees which lines of `discovery` an input reaches; libxml2 and lxml are compiled and are only
driven, not measured. `corpus/` holds the inputs it begins with, packed, a file for each target.
"""
