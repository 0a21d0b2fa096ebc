"""A register is declared once; its pages, forms, downloads, schema and imports follow from the declaration."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import models
from django.utils.functional import Promise

from sobria.city.registers.importer import Importer

Text = str | Promise
Kind = Literal["text", "number", "integer", "date", "choice", "yes_no", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register.

    Attributes:
        name: attribute of the model, and name of the column in every download.
        meaning: what it holds, for people and for the table schema.
        public: shown to everyone; otherwise to staff only.
        listed: shown on list pages, not only on the entry's page.
        editable: offered by the form.
        required: the form refuses a blank.
        choices: code and label of each allowed value.
        label_of: label of a value that is a code of the catalogue, in the reader's language.
    """

    name: str
    label: Text
    meaning: Text
    unit: str = ""
    kind: Kind = "text"
    public: bool = True
    listed: bool = False
    editable: bool = True
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    label_of: Callable[[str], Text] | None = None

    def label_value(self, value: Any) -> str:
        """A value as people read it: the label of a code, else the value."""
        if self.label_of:
            return str(self.label_of(value))
        return str(dict[Any, Text](self.choices).get(value, value))

    @property
    def numeric(self) -> bool:
        return self.kind in {"number", "integer"}


@dataclass(frozen=True, slots=True)
class Held:
    """Rows whose story is kept here: files no longer change these columns of theirs, nor remove them.

    Attributes:
        columns: names of the columns that acts alone change.
        among: of the rows whose keys are given, those held. One query.
        code: of the sentence said of a line set aside.
    """

    columns: frozenset[str]
    among: Callable[[Collection[int]], set[int]]
    code: str


@dataclass(frozen=True, slots=True)
class Acts:
    """The register's own writes: each checks its rules, in one transaction, and bumps the register's version."""

    create: Callable[..., Any]
    update: Callable[..., Any]
    delete: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Register:
    """Everything generic pages need to know about one kind of thing.

    Attributes:
        code: permanent; also the namespace of its public addresses (`code-desk` for those of the staff).
        title: French, plural, as on the register's page. `entry` is the singular.
        filters: names of columns offered as filters; free text columns list their most common values.
        search: columns searched for a text; the public search leaves out those that are not public.
        name_of: title of an entry (the row, and whether the reader is the public).
        followers: dotted paths of the tasks to run after each change.
        links: address names and labels offered after an import.
        check: rules over a form's values: column → sentence.
        rows: what the public (True) or the staff reads; None: every row of the model.
        key: attribute that names an entry in its address.
        held: rows that files no longer move; None: files may change them all.
        tasks: address names and labels of the room's own pages, offered on the staff list.
        pages: address names and labels of an entry's own pages, offered on its staff page.
        story: (day, what happened, what it became) of an entry, newest first, for everyone to read.
    """

    code: str
    slug: str
    pillar: str
    title: Text
    entry: Text
    lead: Text
    model: type[models.Model]
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    search: tuple[str, ...]
    ordering: tuple[str, ...]
    name_of: Callable[[Any, bool], str]
    acts: Acts
    importer: Importer | None = None
    check: Callable[[dict[str, Any]], dict[str, Text]] = field(default=lambda _values: {})
    followers: tuple[str, ...] = ()
    links: tuple[tuple[str, Text], ...] = ()
    rows: Callable[[bool], models.QuerySet[Any]] | None = None
    key: str = "pk"
    held: tuple[Held, ...] = ()
    tasks: tuple[tuple[str, Text], ...] = ()
    pages: tuple[tuple[str, Text], ...] = ()
    story: Callable[[Any], list[tuple[date, str, str]]] | None = None

    def queryset(self, *, public: bool) -> models.QuerySet[Any]:
        return self.rows(public) if self.rows else self.model._default_manager.all()

    @property
    def desk(self) -> str:
        return f"{self.code}-desk"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def shown(self, *, public: bool) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.public or not public)

    def listed(self, *, public: bool) -> tuple[Column, ...]:
        return tuple(column for column in self.shown(public=public) if column.listed)
