from tests.worlds.editions import officer

__all__ = ["officer"]
