"""What the logs keep of a refusal: one line. A stack is for a fault of the program."""

import logging

FAULT = 500


class RefusalsWithoutStack(logging.Filter):
    """An answer below 500 (a page closed to a role, a form too heavy) was meant: its stack would hide what matters."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", FAULT) < FAULT:
            record.exc_info = None
            record.exc_text = None
        return True
