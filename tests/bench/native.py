"""What a build made of an operation, beside the same written by hand with the cloud's own library, on the servers of the tests.

In: pairs of a call of the SDK and the code that somebody who knows the cloud would write. Both run in this process, in turns, so that what
else happens on the machine happens to both. Out: how long the one takes compared to the other, and on AWS how many requests each sends.
"""

from __future__ import annotations

import inspect
import os
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import tests.conftest
from infrar_engine.conformance.playing import transform
from infrar_engine.conformance.programs import Program
from tests.bench.measure import bar
from tests.conformance.clouds import Cloud, Stage

ROUNDS = 150
NAME = "bench-native"
S3 = 'import boto3\ns3 = boto3.client("s3")'
SQS = 'import boto3, os\nsqs = boto3.client("sqs")\nurl = os.environ["BENCH_NATIVE_QUEUE_URL"]'
SNS = 'import boto3, os\nsns = boto3.client("sns")\narn = os.environ["BENCH_NATIVE_TOPIC_ARN"]'
SECRETS = 'import boto3\nsm = boto3.client("secretsmanager")'
DYNAMODB = """
import secrets, time
import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
dynamodb = boto3.client("dynamodb")
to, of = TypeSerializer().serialize, TypeDeserializer().deserialize
"""
KEY = '{"_partition": {"S": "a/"}, "_key": {"S": "a/1"}}'
PUT = f"""dynamodb.put_item(TableName="{NAME}", Item={{
        name: to(value) for name, value in {{
            "_partition": "a/", "_key": "a/1", "_revision": secrets.token_hex(8), "total": 42, "paid": False, "to": ["x", 1]
        }}.items()
    }})"""
GET = f"""{{
        name: of(value)
        for name, value in dynamodb.get_item(TableName="{NAME}", Key={KEY}, ConsistentRead=True)["Item"].items()
    }}"""
ADD = f"""dynamodb.update_item(
        TableName="{NAME}", Key={KEY}, UpdateExpression="ADD #total :by SET #revision = :revision",
        ConditionExpression="(attribute_not_exists(#total) OR #total BETWEEN :least AND :most)"
        " AND (attribute_not_exists(#expires) OR #expires > :now)",
        ExpressionAttributeNames={{"#total": "total", "#revision": "_revision", "#expires": "_expires"}},
        ExpressionAttributeValues={{
            ":by": {{"N": "1"}}, ":revision": {{"S": secrets.token_hex(8)}}, ":now": {{"N": str(int(time.time()))}},
            ":least": {{"N": str(-2**63 - 1)}}, ":most": {{"N": str(2**63 - 2)}},
        }},
        ReturnValues="UPDATED_NEW",
    )["Attributes"]["total"]["N"]"""
GCS = "from google.cloud import storage as gs\ngcs = gs.Client()"
PUBSUB = "from google.pubsub_v1 import PublisherClient, PubsubMessage\npublisher = PublisherClient()"
BLOBS = 'import os\nfrom azure.storage.blob import BlobServiceClient\nblobs = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])'
REDIS = 'import os, redis\nclient = redis.Redis.from_url(os.environ["BENCH_NATIVE_CACHE_URL"], socket_timeout=5)'
POSTGRES = 'import os, psycopg\naddress = os.environ["BENCH_NATIVE_DATABASE_URL"]'

# provider, capability, the SDK's call, how one begins by hand, and the same call by hand
PAIRS = (
    ("aws", "storage", f'write("{NAME}", "a", b"one")', S3, f's3.put_object(Bucket="{NAME}", Key="a", Body=b"one")'),
    ("aws", "storage", f'read("{NAME}", "a")', S3, f's3.get_object(Bucket="{NAME}", Key="a")["Body"].read()'),
    ("aws", "kv", f'put("{NAME}", "a/1", {{"total": 42, "paid": False, "to": ["x", 1]}})', DYNAMODB, PUT),
    ("aws", "kv", f'get("{NAME}", "a/1")', DYNAMODB, GET),
    ("aws", "kv", f'increment("{NAME}", "a/1", "total")', DYNAMODB, ADD),
    ("aws", "queue", f'send("{NAME}", "one")', SQS, 'sqs.send_message(QueueUrl=url, MessageBody="one")["MessageId"]'),
    ("aws", "topic", f'publish("{NAME}", "one")', SNS, 'sns.publish(TopicArn=arn, Message="one")["MessageId"]'),
    ("aws", "secrets", f'put("{NAME}", "one")', SECRETS, f'sm.put_secret_value(SecretId="{NAME}", SecretString="one")'),
    ("aws", "secrets", f'get("{NAME}")', SECRETS, f'sm.get_secret_value(SecretId="{NAME}")["SecretString"]'),
    ("gcp", "storage", f'read("{NAME}", "a")', GCS, f'gcs.bucket("{NAME}").blob("a").download_as_bytes()'),
    (
        "gcp",
        "topic",
        f'publish("{NAME}", "one")',
        PUBSUB,
        f'publisher.publish(topic="projects/infrar-tests/topics/{NAME}", messages=[PubsubMessage(data=b"one")])',
    ),
    (
        "azure",
        "storage",
        f'read("{NAME}", "a")',
        BLOBS,
        f'blobs.get_blob_client("{NAME}", "a").download_blob().readall()',
    ),
    ("azure", "cache", f'set("{NAME}", "a", b"one")', REDIS, 'client.set("a", b"one")'),
    ("azure", "cache", f'get("{NAME}", "a")', REDIS, 'client.get("a")'),
    ("azure", "cache", f'incr("{NAME}", "n")', REDIS, 'client.incr("n")'),
    ("azure", "cache", f'delete("{NAME}", "a")', REDIS, 'client.delete("a")'),
    ("azure", "sql", f'connect("{NAME}").close()', POSTGRES, "psycopg.connect(address).close()"),
)


def native(folder: Path) -> None:
    del folder
    print(
        f"native code, against the same written by hand; medians of {ROUNDS} calls in turns, on the servers of the tests"
    )
    with ExitStack() as stack:
        clouds = {name: Cloud(Stage(name), _Servers(stack)) for name in ("aws", "gcp", "azure")}
        for provider, capability in dict.fromkeys((pair[0], pair[1]) for pair in PAIRS):
            clouds[provider].create(capability, NAME)
        for cloud in clouds.values():
            os.environ.update(cloud.variables)
        for provider, capability, call, beginning, by_hand in PAIRS:
            program = Program("bench", capability, "", (), _program(capability, call))
            text, problems = transform(program, provider)
            assert not problems, problems
            made, hand = _function(text), _function(f"{beginning}\n\ndef work():\n    {by_hand}\n")
            if (capability, call.partition("(")[0]) == ("storage", "read") and provider != "aws":
                _function(
                    transform(
                        Program("w", "storage", "", (), _program("storage", f'write("{NAME}", "a", b"one")')), provider
                    )[0]
                )()
            _report(f"{provider}: {capability}.{call.partition('(')[0]}", made, hand, counted=provider == "aws")


def _program(capability: str, call: str) -> str:
    return f"from infrar import {capability}\n\ndef work():\n    {capability}.{call}\n"


def _function(text: str) -> Callable[[], object]:
    names: dict[str, Any] = {}
    exec(text, names)
    work: Callable[[], object] = names["work"]
    return work


def _report(name: str, made: Callable[[], object], hand: Callable[[], object], *, counted: bool) -> None:
    requests = (_requests(made), _requests(hand)) if counted else (0, 0)
    seconds: dict[Callable[[], object], list[float]] = {made: [], hand: []}
    for number in range(ROUNDS + 10):
        for work in (made, hand) if number % 2 else (hand, made):
            begun = time.perf_counter()
            work()
            if number >= 10:
                seconds[work].append(time.perf_counter() - begun)
    took, by_hand = statistics.median(seconds[made]), statistics.median(seconds[hand])
    against = f"of {by_hand * 1000:.2f} ms" + (f", {requests[0]} requests to {requests[1]}" if counted else "")
    bar(name, took / by_hand, "×", against, at_most=1.03)
    assert requests[0] == requests[1], f"{name} sends {requests[0]} requests, and {requests[1]} by hand"


def _requests(work: Callable[[], object]) -> int:
    """How many HTTP requests botocore sends."""
    from botocore.httpsession import URLLib3Session

    sent = 0
    send = URLLib3Session.send

    def counting(session: URLLib3Session, request: Any) -> Any:
        nonlocal sent
        sent += 1
        return send(session, request)

    URLLib3Session.send = counting  # type: ignore[assignment,method-assign] # counts, and passes on
    try:
        work()
    finally:
        URLLib3Session.send = send  # type: ignore[assignment,method-assign] # counts, and passes on
    return sent


class _Servers:
    """Starts the servers that tests have as fixtures, each when it is first asked for."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[str, Any] = {}

    def getfixturevalue(self, name: str) -> Any:
        if name not in self._running:
            fixture = inspect.unwrap(getattr(tests.conftest, name))
            given = {each: self.getfixturevalue(each) for each in inspect.signature(fixture).parameters}
            steps = fixture(**given)
            self._running[name] = next(steps)
            self._stack.callback(next, steps, None)
        return self._running[name]
