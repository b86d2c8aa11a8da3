"""All comparisons, one after the other: `python -m benchmarks`."""

from benchmarks import documents, limits, meaning, parallel, storage

for comparison in (documents, meaning, parallel, limits, storage):
    print(f"\n== {(comparison.__doc__ or '').splitlines()[0]}", flush=True)
    comparison.main()
