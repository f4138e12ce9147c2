"""A property: any sequence of operations does to the local runtime what it does to a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from infrar import storage
from infrar.testing import local_runtime

BUCKETS = st.sampled_from(["reports", "archive"])
# Few keys, so that operations meet; among them keys below keys, cases, two forms of one letter, and very long ones.
KEYS = st.sampled_from(
    ["a", "A", "a/", "a/b", "a/b/c", "a//b", "é", "e\u0301", "a" * 1024, "a" * 1023 + "b", "b", "ab"]
)
PREFIXES = st.sampled_from(["", "a", "a/", "a/b", "A", "é", "a" * 200, "x"])
CONTENT = st.binary(max_size=40)
METADATA = st.none() | st.dictionaries(st.sampled_from(["k", "k_2"]), st.sampled_from(["", "v", "v w"]))
TYPES = st.none() | st.sampled_from(["text/plain", "application/json"])


@dataclass(frozen=True)
class Stored:
    content: bytes
    content_type: str = "application/octet-stream"
    metadata: dict[str, str] = field(default_factory=dict)


class Storage(RuleBasedStateMachine):
    """The runtime beside its model: `model[bucket, key]` is what must be there."""

    @initialize()
    def begin(self) -> None:
        self.runtime = local_runtime()
        self.runtime.__enter__()
        self.model: dict[tuple[str, str], Stored] = {}

    def teardown(self) -> None:
        if hasattr(self, "runtime"):
            self.runtime.__exit__(None, None, None)

    @rule(bucket=BUCKETS, key=KEYS, content=CONTENT, kind=TYPES, metadata=METADATA, only_new=st.booleans())
    def write(
        self, bucket: str, key: str, content: bytes, kind: str | None, metadata: dict[str, str] | None, only_new: bool
    ) -> None:
        try:
            storage.write(bucket, key, content, content_type=kind, metadata=metadata, if_not_exists=only_new)
        except storage.AlreadyExists:
            assert only_new
            assert (bucket, key) in self.model
        else:
            assert not (only_new and (bucket, key) in self.model)
            self.model[bucket, key] = Stored(content, kind or "application/octet-stream", metadata or {})

    @rule(bucket=BUCKETS, key=KEYS, missing_ok=st.booleans())
    def delete(self, bucket: str, key: str, missing_ok: bool) -> None:
        try:
            storage.delete(bucket, key, missing_ok=missing_ok)
        except storage.NotFound:
            assert not missing_ok
            assert (bucket, key) not in self.model
        else:
            assert missing_ok or (bucket, key) in self.model
            self.model.pop((bucket, key), None)

    @rule(bucket=BUCKETS, source=KEYS, destination=KEYS, other=st.none() | BUCKETS, moved=st.booleans())
    def copy_or_move(self, bucket: str, source: str, destination: str, other: str | None, moved: bool) -> None:
        operation = storage.move if moved else storage.copy
        try:
            operation(bucket, source, destination, destination_bucket=other)
        except storage.NotFound:
            assert (bucket, source) not in self.model
        else:
            stored = self.model.pop((bucket, source)) if moved else self.model[bucket, source]
            self.model[other or bucket, destination] = stored

    @rule(bucket=BUCKETS, key=KEYS, start=st.integers(0, 50), length=st.none() | st.integers(0, 50))
    def read(self, bucket: str, key: str, start: int, length: int | None) -> None:
        try:
            content = storage.read(bucket, key, start=start, length=length)
        except storage.NotFound:
            assert (bucket, key) not in self.model
        else:
            end = None if length is None else start + length
            assert content == self.model[bucket, key].content[start:end]

    @rule(
        bucket=BUCKETS,
        prefix=PREFIXES,
        delimiter=st.none() | st.sampled_from(["/", "a", "é"]),
        limit=st.none() | st.integers(0, 6),
    )
    def list_objects(self, bucket: str, prefix: str, delimiter: str | None, limit: int | None) -> None:
        expected: dict[str, int | None] = {}
        for (where, key), stored in self.model.items():
            if where == bucket and key.startswith(prefix):
                head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
                expected[prefix + head + found if found else key] = None if found else len(stored.content)
        ordered = sorted(expected.items(), key=lambda item: item[0].encode())[:limit]
        listed = storage.list_objects(bucket, prefix, delimiter=delimiter, limit=limit)
        assert [(item.key, None if item.is_prefix else item.size) for item in listed] == ordered
        assert list(storage.iter_objects(bucket, prefix, delimiter=delimiter, limit=limit)) == listed

    @precondition(lambda self: hasattr(self, "model"))
    @invariant()
    def everything_is_there(self) -> None:
        for bucket in ("reports", "archive"):
            for item in storage.list_objects(bucket):
                stored = self.model[bucket, item.key]
                info = storage.stat(bucket, item.key)
                assert (info.size, info.content_type, info.metadata) == (
                    len(stored.content),
                    stored.content_type,
                    stored.metadata,
                )
                assert info == item._replace(content_type=info.content_type, metadata=info.metadata)
        assert all(storage.exists(bucket, key) for bucket, key in self.model)


def test_any_sequence_of_operations_does_what_it_does_to_a_dictionary() -> None:
    run_state_machine_as_test(
        Storage,
        settings=settings(max_examples=60, stateful_step_count=25),
    )
