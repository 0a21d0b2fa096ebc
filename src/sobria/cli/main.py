"""The `sobria` command.

Each verb lives in its own module, loaded only when called: the footprint command never pays for Django.
"""

import importlib
import sys
from typing import Protocol, cast

VERBS = {
    "footprint": ("sobria.cli.footprint", "compute the footprint of an inventory file"),
    "factors": ("sobria.cli.factors", "convert and check factor packs"),
    "journal": ("sobria.cli.journal", "export the journal, verify it without a database"),
    "ai-act": ("sobria.cli.ai_act", "say what the AI Act asks about a system, on a day"),
    "trail": ("sobria.cli.trail", "verify the decisions about algorithms from an exported journal"),
    "import": ("sobria.cli.exchange", "read records of another register of algorithms, with what is lost"),
    "export": ("sobria.cli.exchange", "write the register of algorithms in another format, with what is lost"),
    "report": ("sobria.cli.edition", "write a file of the frozen yearly review: PDF, ODT, HTML, CSV"),
    "start": ("sobria.cli.serve", "serve an empty city, ready for a first file"),
    "demo": ("sobria.cli.demo", "populate the synthetic city of Lutèce and serve it"),
    "worker": ("sobria.cli.serve", "run the queued jobs"),
    "manage": ("sobria.cli.manage", "run a Django management command"),
}


class Verb(Protocol):
    def run(self, verb: str, arguments: list[str]) -> int: ...


def main(arguments: list[str] | None = None) -> int:
    """Run one verb. Returns the exit status: 0 done, 1 refused with a sentence, 2 wrong usage."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help", "help"}:
        print("usage: sobria VERB [OPTION...]\n")
        for name, (_, meaning) in VERBS.items():
            print(f"  sobria {name:<10} {meaning}")
        print("\nsobria VERB --help tells more.")
        return 0 if words else 2
    if words[0] not in VERBS:
        print(f"sobria: unknown verb {words[0]!r}; try: {', '.join(VERBS)}", file=sys.stderr)
        return 2
    module = cast("Verb", importlib.import_module(VERBS[words[0]][0]))
    return module.run(words[0], words[1:])


if __name__ == "__main__":
    sys.exit(main())
