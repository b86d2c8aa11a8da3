from tests.support.app import runner

__all__ = ["runner"]
