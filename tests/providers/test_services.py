"""Which service stands for a capability, what it is wired by, and which permissions that takes, on the built-in providers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from infrar_engine.pipeline import Request, Result, run

PLAIN = """
    from infrar import queue

    queue.send("orders", "one")
    """
GROUPED = """
    from infrar import queue

    queue.send("orders", "one", group="customer-7")
    """
DELAYED = """
    from infrar import queue

    queue.send("orders", "one", delay=60)
    """
BOTH = """
    from infrar import queue

    queue.send("orders", "one", group="customer-7")
    queue.send("mails", "two", delay=60)
    """


def build(tmp_path: Path, program: str, provider: str, config: str = "") -> Result:
    (tmp_path / "app.py").write_text(dedent(program).lstrip("\n"), "utf-8")
    if config:
        (tmp_path / "infrar.yaml").write_text(dedent(config).lstrip("\n"), "utf-8")
    return run(Request(tmp_path, provider=provider))


def problems(result: Result) -> list[str]:
    return [f"{each.code} {each.message}" for each in result.diagnostics]


def services(result: Result) -> dict[str, tuple[str, str]]:
    chosen: Any = result.record["services"]
    return {each["capability"]: (each["service"], each["reason"]) for each in chosen}


def text(result: Result, path: str) -> str:
    return next(each.content.decode() for each in result.artifacts if each.path == path)


@pytest.mark.parametrize(
    ("program", "provider", "service", "reason"),
    [
        (PLAIN, "aws", "queue/sqs", "the default of Amazon Web Services"),
        (PLAIN, "gcp", "queue/pubsub", "the default of Google Cloud"),
        (PLAIN, "azure", "queue/storage-queue", "the default of Microsoft Azure"),
        (GROUPED, "aws", "queue/sqs-fifo", "can't honour 'group' of queue.send (app.py:3)"),
        (GROUPED, "gcp", "queue/pubsub", "the default of Google Cloud"),
        (GROUPED, "azure", "queue/service-bus", "can't honour 'group' of queue.send (app.py:3)"),
        (DELAYED, "aws", "queue/sqs", "the default of Amazon Web Services"),
        (DELAYED, "azure", "queue/storage-queue", "the default of Microsoft Azure"),
        (BOTH, "azure", "queue/service-bus", "can't honour 'group' of queue.send (app.py:3)"),
    ],
)
def test_the_code_chooses_the_service(program: str, provider: str, service: str, reason: str, tmp_path: Path) -> None:
    result = build(tmp_path, program, provider)
    assert problems(result) == []
    chosen, why = services(result)["queue"]
    assert (chosen, reason in why) == (service, True)


@pytest.mark.parametrize(
    ("program", "provider", "refused"),
    [
        (DELAYED, "gcp", "Pub/Sub can't honour 'delay' of queue.send"),
        (BOTH, "aws", "Amazon SQS can't honour 'group' of queue.send"),
    ],
)
def test_what_no_service_can_do_is_refused_at_the_call(
    program: str, provider: str, refused: str, tmp_path: Path
) -> None:
    (found,) = build(tmp_path, program, provider).diagnostics
    assert found.code == "INF302"
    assert refused in found.message
    assert "services:" not in found.hint


def test_infrar_yaml_chooses_before_the_code_does(tmp_path: Path) -> None:
    result = build(tmp_path, GROUPED, "aws", "services: {queue: sqs}")
    (found,) = result.diagnostics
    assert "Amazon SQS can't honour 'group'" in found.message
    assert found.hint.endswith("`services: {queue: queue/sqs-fifo}`")
    result = build(tmp_path, PLAIN, "aws", "services: {queue: sqs-fifo}")
    assert services(result)["queue"] == ("queue/sqs-fifo", "infrar.yaml chooses it")


def test_a_limit_is_told_at_the_argument_that_breaks_it(tmp_path: Path) -> None:
    (found,) = build(tmp_path, 'from infrar import queue\n\nqueue.receive("orders", lease=5)\n', "aws").diagnostics
    assert found.code == "INF303"
    assert (found.span and found.span.start) == len('from infrar import queue\n\nqueue.receive("orders", lease=')


def test_mail_on_a_provider_without_a_service_of_its_own(tmp_path: Path) -> None:
    program = """
        from infrar import email

        email.send("alerts", "ops@example.com", "down", text="it is down")
        """
    (found,) = build(tmp_path, program, "gcp").diagnostics
    assert found.code == "INF301"
    assert "services: {email: smtp}" in found.hint
    config = """
        services: {email: smtp}
        resources:
          alerts: {settings: {address: alerts@example.com}}
        """
    assert problems(build(tmp_path, program, "gcp", config)) == []


def test_a_setting_that_only_a_person_knows_is_asked_for(tmp_path: Path) -> None:
    program = 'from infrar import email\n\nemail.send("alerts", "ops@example.com", "down", text="it is down")\n'
    (found,) = build(tmp_path, program, "aws").diagnostics
    assert (found.code, found.location and found.location.line) == ("INF404", 3)
    assert 'resources: {"alerts": {settings: {address: …}}}' in found.hint


def test_an_address_comes_from_the_environment_that_the_configuration_sets(tmp_path: Path) -> None:
    result = build(tmp_path, PLAIN, "aws")
    assert 'QUEUES = {\n    "orders": os.environ["ORDERS_QUEUE_URL"],\n}\n' in text(result, "app/app.py")
    assert 'sqs.send_message(QueueUrl=QUEUES["orders"], MessageBody="one")' in text(result, "app/app.py")
    assert re.search(r"ORDERS_QUEUE_URL += module\.orders\.url\n", text(result, "infra/identity.tf"))


def test_a_variable_of_the_programs_own_gets_the_address(tmp_path: Path) -> None:
    program = """
        import os

        from infrar import queue

        queue.send(os.environ["WORK"], "one")
        """
    result = build(tmp_path, program, "aws")
    assert 'sqs.send_message(QueueUrl=os.environ["WORK"], MessageBody="one")' in text(result, "app/app.py")
    assert re.search(r"WORK += module\.work\.url\n", text(result, "infra/outputs.tf"))


def test_services_share_a_module_once(tmp_path: Path) -> None:
    program = """
        from infrar import kv, queue, storage

        storage.write("photos", "a", b"")
        queue.send("orders", "one")
        kv.put("users", "a", {"name": "A"})
        """
    result = build(tmp_path, program, "azure")
    assert problems(result) == []
    main = text(result, "infra/main.tf")
    assert main.count('module "storage_account"') == 1
    paths = [each.path for each in result.artifacts]
    assert len(paths) == len(set(paths))
    assert 'name                 = "users"' in main or 'name = "users"' in re.sub(" +", " ", main)


def test_consumers_and_producers_differ(tmp_path: Path) -> None:
    program = """
        from infrar.queue import ack, receive, send

        send("mails", "hello")
        for message in receive("orders"):
            ack(message)
        """
    result = build(tmp_path, program, "aws")
    grants: Any = result.record["grants"]
    assert {(each["resource"], *each["actions"]) for each in grants} == {
        ("mails", "sqs:SendMessage"),
        ("orders", "sqs:DeleteMessage", "sqs:ReceiveMessage"),
    }


def test_a_message_from_nowhere_is_refused(tmp_path: Path) -> None:
    program = """
        from infrar import queue


        def done(message: queue.Message) -> None:
            queue.ack(message)
        """
    (found,) = build(tmp_path, program, "aws").diagnostics
    assert (found.code, found.location and found.location.line) == ("INF401", 5)
    assert "nothing in sight returns a Message" in found.message


def test_resources_of_one_name_and_different_kinds(tmp_path: Path) -> None:
    program = """
        from infrar import queue, storage

        storage.write("orders", "a", b"")
        queue.send("orders", "one")
        """
    result = build(tmp_path, program, "aws")
    assert problems(result) == []
    names = dict(re.findall(r'"(\w+/orders)" *= (module\.\w+)\.name', text(result, "infra/outputs.tf")))
    assert names.keys() == {"queue/orders", "storage/orders"}
    assert len(set(names.values())) == 2


@pytest.mark.parametrize("provider", ["aws", "azure", "gcp"])
def test_the_record_keeps_its_schema(provider: str, tmp_path: Path) -> None:
    import jsonschema

    from infrar_engine.schemas import load_schema

    result = build(tmp_path, BOTH if provider == "azure" else GROUPED, provider)
    jsonschema.validate(json.loads(json.dumps({**result.record, "files": {}})), load_schema("infrar-build"))
