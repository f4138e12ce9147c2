"""The generated definitions of one module: clients, types, error predicates, helper functions, with names that collide with nothing.

In: what rewritten uses name in the rule books. Out: the module-level names they get, the imports and the text of the
definitions. The same class writes them into the application's own file (private names) and into the module that a project's
files share (public names).
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from infrar_engine.model import Catalog, Origin, Part, TypeDefinition, family
from infrar_engine.plugins.closure import Definition, closure
from infrar_engine.plugins.names import free_names, inner_names
from infrar_engine.plugins.rules import Client, Import, Rule, RuleBook, Support
from infrar_engine.rewrite.code import Style, rename
from infrar_engine.rewrite.nesting import Text
from infrar_engine.rewrite.resource_names import NameTable, lookup_key
from infrar_engine.rewrite.target import in_order
from infrar_engine.rewrite.translation import (
    ErrorName,
    Naming,
    Translation,
    class_key,
    class_names,
    names_needed,
    translation,
)

_TYPE_IMPORTS = {
    "NamedTuple": Import("typing", "NamedTuple"),
    "datetime": Import("datetime", "datetime"),
    "Any": Import("typing", "Any"),
}

_BUILTINS = frozenset(dir(builtins))


@dataclass
class Emission:
    """`taken` says which names the module already uses, `rebinds` which builtins' names; `known` which imports it already has,
    under which name, and whether before the definitions; `prefer` which definitions have a name that the file knows them by.
    """

    taken: Callable[[str], bool]
    style: Style
    private: bool
    rebinds: Callable[[str], bool] = lambda name: False
    known: Callable[[str, str], tuple[str, bool] | None] = lambda module, name: None
    prefer: Mapping[tuple[str, str], str] = field(default_factory=dict)
    translation: Translation | None = None
    tables: tuple[NameTable, ...] = ()
    borrowed: dict[tuple[str, str], str] = field(default_factory=dict)
    _wanted: dict[str, tuple[RuleBook, set[str]]] = field(default_factory=dict)
    _asked: dict[str, set[str]] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _inner: dict[tuple[str, str], str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _inside: set[str] = field(default_factory=set)  # definitions' own variables, which would hide a new name
    _imports: dict[tuple[str, str], Import] = field(default_factory=dict)
    _plain_imports: set[tuple[str, str]] = field(default_factory=set)

    def want(self, rules: RuleBook, names: Iterable[str]) -> None:
        """Ask for names of a rule book (`s3`, `_s3_error`, `ObjectInfo`, `write`) that the program uses."""
        asked = list(names)
        self._asked.setdefault(rules.capability.name, set()).update(asked)
        self._wanted.setdefault(rules.capability.name, (rules, set()))[1].update(asked)

    def want_imports(self, rules: RuleBook, names: Iterable[str]) -> None:
        """Ask for imported names only, whose definitions live in another module."""
        for each in rules.imports:
            if each.binding in names:
                self._plain_imports.add((rules.capability.name, each.binding))
                self._wanted.setdefault(rules.capability.name, (rules, set()))

    def borrow(self, key: tuple[str, str], exported: str) -> None:
        """Take a definition from the shared module, under a name that is free here."""
        if key not in self._names:
            self.borrowed[key] = exported
            self._names[key] = self.fresh(self.prefer.get(key, exported), f"_{exported}")

    def settle(self, errors: Iterable[ErrorName] = (), translated: Mapping[str, Catalog] | None = None) -> None:
        """Give every reached definition and import its name.

        `translated` are the capabilities with translated errors; `errors` the error classes that the program names.
        """
        named, catalogs = sorted(set(errors)), translated or {}
        for capability, catalog in sorted(catalogs.items()):
            rules, names = self._wanted[capability]
            names |= names_needed(rules, catalog, named)
        books = [(catalogs[c], self._wanted[c][0]) for c in in_order(catalogs)]
        classes = class_names(books, named, self.fresh)
        for rules, names in self._wanted.values():
            for definition in closure(rules, names).definitions:
                self._inside |= inner_names(self._source(definition))
        for capability in in_order(self._wanted):
            rules, names = self._wanted[capability]
            reached = closure(rules, names)
            for definition in reached.definitions:
                self._define(rules.owner(definition.name), definition)
            for each in rules.imports:
                if each in reached.imports or (capability, each.binding) in self._plain_imports:
                    self._import(rules.owner(each.binding), each)
            for definition in reached.types:
                for name in _type_names(definition):
                    self._import(capability, _TYPE_IMPORTS[name])
        for table in self.tables:
            self._names[table.key] = self.fresh(*table.preferred)
            if table.in_environment:
                self._imported(Import("os"))
            if table.looks_up:
                self._names[table.lookup_key] = self.fresh(f"{'_' * self.private}{table.noun}_name")
        if catalogs:
            self._translate(named, books, classes)
        self._qualify_builtins()

    def _translate(
        self, named: Sequence[ErrorName], books: Sequence[tuple[Catalog, RuleBook]], classes: Mapping[ErrorName, str]
    ) -> None:
        """Generate error classes, and split operations in two where other generated code calls them, too: it has handlers of its
        own for the service's errors.
        """
        catalogs = [rules.capability.name for _, rules in books]
        lazy = {c for c in catalogs for rule in self._operations(c) if _is_lazy(self._wanted[c][0], rule)}
        naming = Naming(self.fresh, self._imported, self.names, self.style.width)
        self.translation = translation(books, named, classes, frozenset(lazy), naming)
        for capability in catalogs:
            rules, names = self._wanted[capability]
            used = [
                free_names(d.function if isinstance(d, Rule) else d.code) - {d.name}
                for d in closure(rules, names).definitions
                if isinstance(d, (Rule, Support))
            ]
            for rule in self._operations(capability):
                if any(rule.name in each for each in used):
                    own = self._names[(capability, rule.name)]
                    self._inner[(capability, rule.name)] = self.fresh(f"_untranslated_{own.lstrip('_')}")

    def _operations(self, capability: str) -> list[Rule]:
        """The operations that the program itself uses."""
        rules, names = self._wanted[capability]
        asked = self._asked.get(capability, set())
        return [d for d in closure(rules, names).definitions if isinstance(d, Rule) and d.name in asked]

    def _qualify_builtins(self) -> None:
        """Where the module has its own `open` or `list`, generated code says `builtins.open`."""
        for capability in sorted(self._wanted):
            rules, names = self._wanted[capability]
            codes = [self._source(d) for d in closure(rules, names).definitions]
            free = frozenset().union(*(free_names(code) for code in codes)) if codes else frozenset()
            for name in sorted(free & _BUILTINS):
                if (capability, name) not in self._names and self.rebinds(name):
                    self._names[(capability, name)] = f"{self._imported(Import('builtins'))}.{name}"

    def _source(self, definition: Definition) -> str:
        match definition:
            case TypeDefinition():
                return type_text(definition)
            case Client():
                return definition.create
            case Support():
                return definition.code
            case Rule():
                return definition.function

    def _imported(self, each: Import) -> str:
        self._import("", each)
        return self._names[("", each.binding)]

    def name(self, capability: str, name: str) -> str:
        """What a rule book's name is called in this module."""
        return self._names.get((capability, name), name)

    def names(self, capability: str) -> dict[str, str]:
        """What each name of a rule book is called in this module; a twin's code may name what both have."""
        own = {old: new for (owner, old), new in self._names.items() if owner == capability}
        if capability == family(capability):
            return own
        rules = self._wanted[capability][0] if capability in self._wanted else None
        both = self.names(family(capability))
        return {old: new for old, new in both.items() if rules is None or rules.owner(old) != capability} | own

    def exported(self) -> dict[tuple[str, str], str]:
        """The names that other modules can import: everything but what is imported."""
        imported = {
            (capability, each.binding) for capability, (rules, _) in self._wanted.items() for each in rules.imports
        }
        classes = self.translation.classes if self.translation is not None else {}
        out = {key: name for key, name in self._names.items() if key not in imported and key[0] and "." not in name}
        return out | {class_key(*error): name for error, name in classes.items()}

    @property
    def imports(self) -> tuple[Import, ...]:
        """The import statements to add: those that the module doesn't have yet."""
        return tuple(sorted(self._imports.values()))

    def text(self) -> Text:
        """The definitions, in an order in which each finds what it needs; clients first where they can be."""
        blocks: list[tuple[Origin, str]] = []
        written: set[tuple[str, str]] = set()
        for table in self.tables:
            name = self._names[table.key]
            blocks.append((Origin("names"), table.text(name, self._names.get(("", "os"), ""))))
            if table.looks_up:
                blocks.append((Origin("lookup"), table.lookup_text(self._names[table.lookup_key], name)))
        texts = self.translation.definitions if self.translation is not None else ()
        translated = [(Origin("errors"), text) for text in texts]
        for capability in in_order(self._wanted):
            rules, names = self._wanted[capability]
            for definition in closure(rules, names).definitions:
                key = (rules.owner(definition.name), definition.name)
                if key in written:
                    continue
                written.add(key)
                if isinstance(definition, Rule):
                    blocks, translated = blocks + translated, []
                origin = _origin(rules.owner(definition.name), definition)
                blocks += [(origin, text) for text in self._texts(capability, definition)]
        out = ""
        parts: list[Part] = []
        previous = ""
        for origin, unstyled in blocks + translated:
            text, kind = self.style.apply(unstyled), origin.kind
            plain = {kind, previous} <= {"", "names", "client"}
            between = "" if not out else "\n" if kind == previous == "client" else "\n\n" if plain else "\n\n\n"
            out += between
            parts.append(Part(len(out), len(out) + len(text), None, origin))
            out += text
            previous = kind
        return Text(out, tuple(parts))

    def _looking_up(self, capability: str, rule: Rule, code: str) -> str:
        """A function that maps the names it is given: those that the environment knows stay as they are."""
        operation = self._wanted[capability][0].capability.operation(rule.name)
        named = [p.name for p in operation.parameters if p.names_resource] if operation is not None else []
        body = ast.parse(code).body[0]
        assert isinstance(body, (ast.FunctionDef, ast.AsyncFunctionDef))
        first = body.body[1] if len(body.body) > 1 and ast.get_docstring(body) is not None else body.body[0]
        lookup = self._names[lookup_key(family(capability))]
        lines = code.split("\n")
        for name in named:
            optional = f"{name} and " if name != named[0] else ""
            lines.insert(first.lineno - 1, f"    {name} = {optional}{lookup}({name})")
        return "\n".join(lines)

    def _define(self, capability: str, definition: Definition) -> None:
        key = (capability, definition.name)
        if key in self._names:
            return
        preferred = self.prefer.get(key, "")
        if not preferred:
            preferred = definition.name
            if self.private and isinstance(definition, Rule):
                preferred = f"_{definition.name}"
            elif not self.private and isinstance(definition, Support):
                preferred = definition.name.lstrip("_")
        candidates = [preferred, _second_choice(capability, preferred)]
        if preferred in self._inside and preferred != definition.name:
            del candidates[0]
        self._names[key] = self.fresh(*candidates)

    def _import(self, capability: str, each: Import) -> None:
        key = (capability, each.binding)
        if key in self._names:
            return
        known = self.known(each.module, each.name)
        if known is not None:
            name, early = known
            self._names[key] = name
            if not early:
                self._imports[(each.module, each.name)] = Import(each.module, each.name, _alias(each, name))
            return
        shared = self._imports.get((each.module, each.name))
        if shared is not None:
            self._names[key] = shared.binding
            return
        name = self.fresh(each.binding, f"_{each.binding}")
        self._names[key] = name
        self._imports[(each.module, each.name)] = Import(each.module, each.name, _alias(each, name))

    def fresh(self, *preferred: str) -> str:
        candidates = chain(preferred, (f"{preferred[-1]}_{number}" for number in count(2)))
        name = next(c for c in candidates if c not in self._used and not self.taken(c))
        self._used.add(name)
        return name

    def _texts(self, capability: str, definition: Definition) -> list[str]:
        """A definition as it goes into the module: one block, or two for an operation that is wanted with and without translation."""
        names = self.names(capability)
        if self.translation is not None:
            inner = {name: text for (owner, name), text in self._inner.items() if owner == capability}
            names |= {
                name: text
                for name, text in inner.items()
                if not isinstance(definition, Rule) or name != definition.name
            }
        code = rename(self._source(definition).strip("\n"), names)
        if isinstance(definition, Rule) and any(t.inside and t.capability == family(capability) for t in self.tables):
            code = self._looking_up(capability, definition, code)
        if isinstance(definition, Client):
            return [f"{names[definition.name]} = {code}"]
        wrapper = self.translation.wrappers.get(capability) if self.translation is not None else None
        if (
            not isinstance(definition, Rule)
            or wrapper is None
            or definition.name not in self._asked.get(capability, ())
        ):
            return [code]
        rules = self._wanted[capability][0]
        decorator = wrapper.lazy if _is_lazy(rules, definition) else wrapper.decorator
        own, inside = names[definition.name], self._inner.get((capability, definition.name))
        if not decorator:
            return [code, f"{inside} = {own}"] if inside else [code]
        if inside is None:
            return [f"{decorator}\n{code}"]
        return [rename(code, {own: inside}), f"{own} = {decorator.removeprefix('@')}({inside})"]


def _alias(each: Import, name: str) -> str:
    return "" if name == (each.name or each.module) else name


def _origin(capability: str, definition: Definition) -> Origin:
    match definition:
        case TypeDefinition():
            return Origin("type", f"{capability}.{definition.name}")
        case Client():
            return Origin("client", capability)
        case Support():
            return Origin("support", capability)
        case Rule():
            return Origin("helper", f"{capability}.{definition.name}")


def _second_choice(capability: str, name: str) -> str:
    """`storage_toy`, `StorageObjectInfo`, `_storage_write`, `_write_async`."""
    plain = name.lstrip("_")
    if capability != family(capability):
        return f"{name}_async"
    return f"{capability.title()}{plain}" if plain[:1].isupper() else f"{name[: -len(plain)]}{capability}_{plain}"


def _is_lazy(rules: RuleBook, rule: Rule) -> bool:
    operation = rules.capability.operation(rule.name)
    return operation is not None and operation.is_lazy


def type_text(definition: TypeDefinition) -> str:
    """`class ObjectInfo(NamedTuple)`, as the SDK has it."""
    lines = [f"class {definition.name}(NamedTuple):"]
    summary = definition.doc.strip().split("\n")[0]
    if summary:
        lines += [f'    """{summary}"""', ""]
    for each in definition.fields:
        default = f" = {each.default}" if each.default is not None else ""
        lines.append(f"    {each.name}: {each.annotation}{default}")
    return "\n".join(lines)


def _type_names(definition: TypeDefinition) -> list[str]:
    names = {"NamedTuple"}
    for each in definition.fields:
        names |= free_names(each.annotation, "eval")
    return sorted(name for name in names if name in _TYPE_IMPORTS)


def is_class_like(expression: str) -> bool:
    """Whether an `except` expression is a class by name, and not a call or a tuple."""
    node = ast.parse(expression.strip(), mode="eval").body
    return isinstance(node, (ast.Name, ast.Attribute))
