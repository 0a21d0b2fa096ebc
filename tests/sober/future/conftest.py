from tests.worlds.people import auditor, desk, officer, reading_desk

__all__ = ["auditor", "desk", "officer", "reading_desk"]
