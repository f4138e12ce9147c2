"""A shop that uses a little of everything: orders, the work on them, and a report."""

import base64
import functools
import json
import math
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import chain, islice
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

import boto3
import psycopg
import redis
from boto3.exceptions import Boto3Error, S3UploadFailedError
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from s3transfer.exceptions import S3CopyFailedError, S3DownloadFailedError

CACHES = {
    "recent": os.environ["RECENT_CACHE_URL"],
}

SENDERS = {
    "alerts": os.environ["ALERTS_EMAIL_ADDRESS"],
}

TABLES = {
    "counters": "acme-aws-counters",
    "orders": "acme-aws-orders",
}

QUEUES = {
    "work": os.environ["WORK_QUEUE_URL"],
}

SECRETS = {
    "mail-token": "acme-aws-mail-token",
}

DATABASES = {
    "shop": os.environ["SHOP_DATABASE_URL"],
}

BUCKETS = {
    "invoices": "acme-aws-invoices",
}

TOPICS = {
    "events": os.environ["EVENTS_TOPIC_ARN"],
}


class _IamLogin(redis.CredentialProvider):
    """The program's IAM identity: a request that it signs takes the place of a password for 15 minutes."""

    def __init__(self, user: str) -> None:
        self._user = user  # it is called as the cache

    def get_credentials(self) -> tuple[str, str]:
        session = boto3.Session()
        credentials = session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        request = AWSRequest("GET", f"http://{self._user}/", params={"Action": "connect", "User": self._user})
        SigV4QueryAuth(credentials, "elasticache", session.region_name, expires=900).add_auth(request)
        return self._user, str(request.url).removeprefix("http://")


@functools.cache
def _redis(cache: str) -> Any:
    """The client of a cache. Where its address has a user and no password, the program's own identity logs in."""
    scheme, _, rest = cache.partition("://")
    user, at, place = rest.rpartition("@")
    if not at or ":" in user:
        return redis.Redis.from_url(cache, socket_timeout=5)
    return redis.Redis.from_url(f"{scheme}://{place}", credential_provider=_IamLogin(user), socket_timeout=5)


class CloudError(Exception):
    """Any portable error, of any capability."""


class PortableNotFound(CloudError):
    """The thing named isn't there."""


@contextmanager
def _cache_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except (redis.RedisError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


class EmailError(CloudError):
    """Any portable error of this capability."""


class NotFound(EmailError, PortableNotFound):
    """There is no such sender."""


@contextmanager
def _email_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _ses_error("NotFoundException") as error:
        raise NotFound(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise EmailError(str(error)) from error


class AlreadyExists(CloudError):
    """There is a document under this key already."""


class FailedPrecondition(CloudError):
    """A document's revision isn't the one that was asked for, or a field isn't what the operation needs."""


@contextmanager
def _kv_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _dynamodb_error("ResourceNotFoundException") as error:
        raise PortableNotFound(str(error)) from error
    except _dynamodb_error("ItemExists") as error:
        raise AlreadyExists(str(error)) from error
    except _dynamodb_error("ConditionalCheckFailed", "ConditionalCheckFailedException") as error:
        raise FailedPrecondition(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _params_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _ssm_error("ParameterNotFound") as error:
        raise PortableNotFound(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _queue_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _sqs_error("NonExistentQueue", "QueueDoesNotExist") as error:
        raise PortableNotFound(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


class SecretsNotFound(PortableNotFound):
    """The secret has no value, no version of this name, or isn't there at all."""


@contextmanager
def _secrets_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _secrets_error("ResourceNotFoundException") as error:
        raise SecretsNotFound(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _sql_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _connect_error("database") as error:
        raise PortableNotFound(str(error)) from error
    except (BotoCoreError, *_connect_error()) as error:
        raise CloudError(str(error)) from error


class StorageError(CloudError):
    """Any portable error of this capability."""


class StorageNotFound(StorageError, PortableNotFound):
    """There is no such object, or no such bucket."""


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _s3_error("NoSuchKey", "NoSuchBucket", "404") as error:
        raise StorageNotFound(str(error)) from error
    except (ClientError, BotoCoreError, Boto3Error, S3CopyFailedError, S3DownloadFailedError) as error:
        raise StorageError(str(error)) from error


@contextmanager
def _topic_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _sns_error("NotFound", "NotFoundException") as error:
        raise PortableNotFound(str(error)) from error
    except (ClientError, BotoCoreError) as error:
        raise CloudError(str(error)) from error


@_cache_errors()
def _set(
    cache: str, key: str, value: str | bytes | bytearray | memoryview, *, ttl: int | None = None
) -> None:
    """Keep a value under a key, for some seconds or as long as there is room."""
    _redis(cache).set(key, bytes(value) if isinstance(value, memoryview) else value, ex=ttl)


@_cache_errors()
def _incr(cache: str, key: str, by: int = 1) -> int:
    """Add to the integer under a key, which counts as 0 when it isn't there, and return the sum."""
    return _redis(cache).incr(key, by)


ses = boto3.client("sesv2")


class Attachment(NamedTuple):
    """A file that goes with a mail: the name that the reader sees, its content type, and its bytes."""

    filename: str
    content_type: str
    content: bytes


def _utf8(text: str) -> Any:
    """A text as SES wants it, which would take it for ASCII otherwise."""
    return {"Data": text, "Charset": "UTF-8"}


def _mail(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    text: str | None,
    html: str | None,
    reply_to: str | None,
    attachments: Sequence[Attachment],
) -> dict[str, Any]:
    """A mail as SES wants it."""
    contents = {"Text": text, "Html": html}
    message: dict[str, Any] = {
        "Subject": _utf8(subject),
        "Body": {kind: _utf8(content) for kind, content in contents.items() if content is not None},
    }
    if attachments:
        message["Attachments"] = [
            {
                "FileName": each.filename,
                "ContentType": each.content_type,
                "ContentTransferEncoding": "BASE64",
                "RawContent": each.content,
            }
            for each in attachments
        ]
    mail: dict[str, Any] = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": [to] if isinstance(to, str) else list(to)},
        "Content": {"Simple": message},
    }
    if reply_to is not None:
        mail["ReplyToAddresses"] = [reply_to]
    return mail


def _ses_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these SES error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else type(error)
    return (type(error),) if error is not None and sign in signs else ()


@_email_errors()
def _send(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    *,
    text: str | None = None,
    html: str | None = None,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Send one mail."""
    ses.send_email(**_mail(sender, to, subject, text, html, reply_to, attachments))


dynamodb = boto3.client("dynamodb")


class Document(NamedTuple):
    """A document as it was at one moment."""

    key: str
    value: dict[str, Any]
    revision: str


def _attribute(value: Any) -> dict[str, Any]:
    """A value as DynamoDB has it; one that it has no type for is a map with a name that no document has."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case float():
            return {"M": {"__float__": {"S": repr(value)}}}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case datetime():
            return {"M": {"__datetime__": {"S": value.astimezone(timezone.utc).isoformat()}}}
        case list():
            return {"L": [_attribute(each) for each in value]}
        case dict():
            return {"M": {name: _attribute(each) for name, each in value.items()}}
    raise TypeError(f"a document has no {type(value).__name__}")


def _value(attribute: Mapping[str, Any]) -> Any:
    """What `_attribute` made this of."""
    ((kind, value),) = attribute.items()
    match kind:
        case "NULL":
            return None
        case "N":
            return float(value) if "." in value else int(value)
        case "L":
            return [_value(each) for each in value]
        case "M" if "__float__" in value:
            return float(value["__float__"]["S"])
        case "M" if "__datetime__" in value:
            return datetime.fromisoformat(value["__datetime__"]["S"])
        case "M":
            return {name: _value(each) for name, each in value.items()}
    return value


def _key(key: str) -> dict[str, Any]:
    """The primary key of a document: its partition is its key up to and with the first slash."""
    folder, slash, _ = key.partition("/")
    return {"_partition": {"S": folder + slash}, "_key": {"S": key}}


def _item(key: str, value: dict[str, Any], ttl: int | None = None) -> dict[str, Any]:
    """A document as an item with a revision of its own; attributes that begin with _ aren't the document's."""
    item = {name: _attribute(each) for name, each in value.items()}
    item |= {**_key(key), "_revision": {"S": secrets.token_hex(8)}}
    if ttl is not None:
        item["_expires"] = {"N": str(math.ceil(time.time()) + ttl)}
    return item


def _document(item: Mapping[str, Any] | None) -> Document | None:
    """The document of an item; None without one, or when its time has ended, since DynamoDB deletes days later."""
    if item is None or ("_expires" in item and int(item["_expires"]["N"]) <= time.time()):
        return None
    value = {name: _value(each) for name, each in item.items() if not name.startswith("_")}
    return Document(item["_key"]["S"], value, item["_revision"]["S"])


def _if_revision(revision: str | None) -> dict[str, Any]:
    """The condition that a document has this revision; none for None."""
    if revision is None:
        return {}
    return {
        "ConditionExpression": "#revision = :revision AND (attribute_not_exists(#expires) OR #expires > :now)",
        "ExpressionAttributeNames": {"#revision": "_revision", "#expires": "_expires"},
        "ExpressionAttributeValues": {":revision": {"S": revision}, ":now": {"N": str(int(time.time()))}},
    }


def _if_missing() -> dict[str, Any]:
    """The condition that a document isn't there, or not any more."""
    return {
        "ConditionExpression": "attribute_not_exists(#key) OR #expires <= :now",
        "ExpressionAttributeNames": {"#key": "_key", "#expires": "_expires"},
        "ExpressionAttributeValues": {":now": {"N": str(int(time.time()))}},
    }


def _put_request(table: str, item: dict[str, Any], condition: dict[str, Any]) -> dict[str, Any]:
    """The request that stores an item; where a condition fails, the error says what is in the way."""
    if condition:
        condition = {**condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {"TableName": table, "Item": item, **condition}


def _increment_request(table: str, key: str, field: str, by: int) -> dict[str, Any]:
    """The request that adds to a field, if that is an int or missing and stays within 64 bits."""
    return {
        "TableName": table,
        "Key": _key(key),
        "UpdateExpression": "ADD #field :by SET #revision = :revision",
        "ConditionExpression": "(attribute_not_exists(#field) OR #field BETWEEN :least AND :most)"
        " AND (attribute_not_exists(#expires) OR #expires > :now)",
        "ExpressionAttributeNames": {"#field": field, "#revision": "_revision", "#expires": "_expires"},
        "ExpressionAttributeValues": {
            ":by": {"N": str(by)},
            ":revision": {"S": secrets.token_hex(8)},
            ":least": {"N": str(-(2**63) - by)},
            ":most": {"N": str(2**63 - 1 - by)},
            ":now": {"N": str(int(time.time()))},
        },
        "ReturnValues": "UPDATED_NEW" if by else "ALL_NEW",  # by 0, nothing may count as updated
    }


def _dynamodb_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these DynamoDB error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign: object = type(error)
    if isinstance(error, ClientError):
        response: Any = error.response
        reasons = {reason["Code"] for reason in response.get("CancellationReasons", [])} - {"None"}
        sign = min(reasons, default=response["Error"]["Code"])  # ConditionalCheckFailed comes first
        if "Item" in response:  # a failed `create`
            sign = "ItemExists"
    return (type(error),) if error is not None and sign in signs else ()


@_kv_errors()
def _get(table: str, key: str) -> Document | None:
    """Return the document under this key, or None when there is none."""
    return _document(dynamodb.get_item(TableName=table, Key=_key(key), ConsistentRead=True).get("Item"))


@_kv_errors()
def _put(
    table: str, key: str, value: dict[str, Any], *, if_revision: str | None = None, ttl: int | None = None
) -> str:
    """Store a document, replacing what is there, and return its new revision."""
    item = _item(key, value, ttl)
    try:
        dynamodb.put_item(**_put_request(table, item, _if_revision(if_revision)))
    except ClientError as error:
        response: Any = error.response
        there = response.pop("Item", {})  # what has it is a failed `create`
        if there.get("_revision") != item["_revision"]:  # else only the answer was lost, and the request repeated
            raise
    return item["_revision"]["S"]


@_kv_errors()
def _create(table: str, key: str, value: dict[str, Any], *, ttl: int | None = None) -> str:
    """Store a document where none is, and return its revision."""
    item = _item(key, value, ttl)
    try:
        dynamodb.put_item(**_put_request(table, item, _if_missing()))
    except ClientError as error:
        response: Any = error.response
        if response.get("Item", {}).get("_revision") != item["_revision"]:  # else only the answer was lost
            raise
    return item["_revision"]["S"]


@_kv_errors()
def _increment(table: str, key: str, field: str, by: int = 1) -> int:
    """Add to a field of a document, and return what it comes to."""
    request = _increment_request(table, key, field, by)
    try:
        updated = dynamodb.update_item(**request)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
            raise
        dynamodb.delete_item(TableName=table, Key=_key(key), **_if_missing())  # fails like that, too, if it is there
        updated = dynamodb.update_item(**request)
    return _value(updated["Attributes"][field])


ssm = boto3.client("ssm")


_PARAMETER_PATH = os.environ["PARAMETER_PATH"]  # of this environment, with a slash at both ends


def _ssm_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else type(error)
    return (type(error),) if error is not None and sign in signs else ()


@_params_errors()
def _params_get(name: str, default: str | None = None) -> str:
    """Return the value of a parameter, or the default when there is none."""
    try:
        return ssm.get_parameter(Name=_PARAMETER_PATH + name)["Parameter"].get("Value", "")
    except ssm.exceptions.ParameterNotFound:
        if default is None:
            raise
        return default


@_params_errors()
def _list(prefix: str = "") -> dict[str, str]:
    """Return the parameters whose names begin with a prefix."""
    found = {}
    for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=_PARAMETER_PATH[:-1], Recursive=True):
        for parameter in page["Parameters"]:
            found[parameter.get("Name", "").removeprefix(_PARAMETER_PATH)] = parameter.get("Value", "")
    return {name: found[name] for name in sorted(found) if name.startswith(prefix)}


sqs = boto3.client("sqs")


class Message(NamedTuple):
    """A message that was received, and is leased to who received it."""

    id: str
    body: bytes
    attributes: dict[str, str]
    group: str | None
    receipt: tuple[str, ...]


def _outgoing(body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None = None) -> dict[str, Any]:
    """A message as SQS wants it: bytes are base64, and an attribute says so."""
    carried = dict(attributes or {})
    if not isinstance(body, str):
        body = base64.b64encode(bytes(body)).decode()
        carried["infrar-encoding"] = "base64"
    typed = {name: {"DataType": "String", "StringValue": value} for name, value in carried.items()}
    return {"MessageBody": body, "MessageAttributes": typed}


def _incoming(queue: str, received: Mapping[str, Any]) -> Message:
    """A message that SQS delivered."""
    typed = received.get("MessageAttributes", {}).items()
    attributes = {name: value["StringValue"] for name, value in typed if "StringValue" in value}
    encoded = attributes.pop("infrar-encoding", None) == "base64"
    body = base64.b64decode(received["Body"]) if encoded else received["Body"].encode()
    return Message(received["MessageId"], body, attributes, None, (queue, received["ReceiptHandle"]))


_LEASE_ENDED = ("AWS.SimpleQueueService.MessageNotInflight", "InvalidParameterValue", "ReceiptHandleIsInvalid")


def _change_lease(message: Message, seconds: int) -> None:
    """Let a message be received again after so many seconds, unless its lease has ended."""
    queue, handle = message.receipt
    try:
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=seconds)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in _LEASE_ENDED:
            raise


def _sqs_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these SQS error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign: object = type(error)
    if isinstance(error, ClientError):
        sign = error.response.get("Error", {}).get("Code", "").removeprefix("AWS.SimpleQueueService.")
    return (type(error),) if error is not None and sign in signs else ()


@_queue_errors()
def _queue_send(
    queue: str,
    body: str | bytes | bytearray | memoryview,
    *,
    attributes: dict[str, str] | None = None,
    delay: int = 0,
    group: str | None = None,
    dedup_id: str | None = None,
) -> str:
    """Send a message, and return its ID."""
    return sqs.send_message(QueueUrl=queue, **_outgoing(body, attributes), DelaySeconds=delay)["MessageId"]


@_queue_errors()
def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Return messages that nobody else has, leased for some seconds."""
    answer = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=max_messages,
        WaitTimeSeconds=wait,
        VisibilityTimeout=lease,
        MessageAttributeNames=["All"],
    )
    return [_incoming(queue, received) for received in answer.get("Messages", [])]


@_queue_errors()
def _ack(message: Message) -> None:
    """Remove a message: its work is done."""
    queue, handle = message.receipt
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)


@_queue_errors()
def _nack(message: Message, *, delay: int = 0) -> None:
    """Give a message back: it can be received again after some seconds."""
    _change_lease(message, delay)


secrets_manager = boto3.client("secretsmanager")


def _secrets_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else type(error)
    if sign == "InvalidRequestException" and "marked" in str(error):  # for deletion
        sign = "ResourceNotFoundException"
    return (type(error),) if error is not None and sign in signs else ()


def _no_text(name: str) -> ClientError:
    """What Secrets Manager itself says of a secret that was never given a value."""
    message = f"Secrets Manager can't find a text in the secret {name}."
    return ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": message}}, "GetSecretValue")


@_secrets_errors()
def _secrets_get(name: str, *, version: str | None = None) -> str:
    """Return the value of a secret; a deleted one has a version without text."""
    if version is None:
        found = secrets_manager.get_secret_value(SecretId=name)
    else:
        found = secrets_manager.get_secret_value(SecretId=name, VersionId=version)
    if "SecretString" not in found:
        raise _no_text(name)
    return found["SecretString"]


rds = boto3.client("rds")


def _with_login(database: str) -> str:
    """The address with, where it has a user and no password, a token of the program's IAM identity for 15 minutes."""
    address = urlsplit(database)
    if not address.username or address.password:
        return database
    token = rds.generate_db_auth_token(address.hostname, address.port or 5432, unquote(address.username))
    return database.replace("@", f":{quote(token, safe='')}@", 1)


_REFUSALS = {  # what PostgreSQL and its client library say when connecting fails
    "login": "authentication failed|no password supplied|no pg_hba.conf entry|role .* (does not exist|is not permitted)",
    "permission": "permission denied",
    "database": "database .* does not exist",
    "connections": "too many (clients|connections)|connection slots",
    "time": "timeout expired|timed out",
}


def _connect_error(reason: str = "") -> tuple[type[BaseException], ...]:
    """The class of the active error when connecting to PostgreSQL failed, for this reason if there is one, else none."""
    error = sys.exc_info()[1]
    said = str(error)
    if not isinstance(error, psycopg.OperationalError):
        return ()
    if error.pgconn is None and not re.match("failed to resolve|connection timeout", said):
        return ()
    found = next((name for name, texts in _REFUSALS.items() if re.search(texts, said)), "other")
    return (type(error),) if reason in ("", found) else ()


@_sql_errors()
def _connect(database: str) -> psycopg.Connection:
    """Connect to a database."""
    return psycopg.connect(_with_login(database))


s3 = boto3.client("s3")


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


def _given(**options: Any) -> dict[str, Any]:
    """The options that aren't None: botocore wants the others left out."""
    return {name: value for name, value in options.items() if value is not None}


def _page_items(page: Mapping[str, Any]) -> list[ObjectInfo]:
    """The objects and the common prefixes of one page of a listing, in the order of their keys."""
    items = []
    for item in page.get("Contents", []):
        modified = item["LastModified"].astimezone(timezone.utc)
        items.append(ObjectInfo(item["Key"], item["Size"], modified, item["ETag"].strip('"'), None, None))
    for item in page.get("CommonPrefixes", []):
        items.append(ObjectInfo(item["Prefix"], 0, None, "", None, None, is_prefix=True))
    return sorted(items, key=lambda item: item.key.encode())


def _s3_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these S3 error codes or types, else no class."""
    error = sys.exc_info()[1]
    found = error.__context__ if isinstance(error, S3UploadFailedError) else error  # upload_file wraps what S3 said
    sign = found.response.get("Error", {}).get("Code") if isinstance(found, ClientError) else type(found)
    return (type(error),) if error is not None and sign in signs else ()


@_storage_errors()
def _write(
    bucket: str,
    path: str,
    data: str | bytes | bytearray | memoryview,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes, or a text as UTF-8, as an object."""
    s3.put_object(
        Bucket=bucket,
        Key=path,
        Body=data if isinstance(data, (str, bytes)) else bytes(data),
        **_given(ContentType=content_type, Metadata=metadata, IfNoneMatch="*" if if_not_exists else None),
    )


@_storage_errors()
def _list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose keys begin with a prefix, in the order of their keys."""
    return list(_iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose keys begin with a prefix, in the order of their keys, page by page."""
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, **_given(Delimiter=delimiter, MaxKeys=limit)
    )
    return islice(chain.from_iterable(map(_page_items, pages)), limit)


sns = boto3.client("sns")


def _event(body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None) -> dict[str, Any]:
    """An event as SNS wants it: bytes are base64, and an attribute says so."""
    carried = dict(attributes or {})
    if not isinstance(body, str):
        body = base64.b64encode(bytes(body)).decode()
        carried["infrar-encoding"] = "base64"
    typed = {name: {"DataType": "String", "StringValue": value} for name, value in carried.items()}
    return {"Message": body, "MessageAttributes": typed}


def _sns_error(*signs: str | type[Exception]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these SNS error codes or types, else no class."""
    error = sys.exc_info()[1]
    sign = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else type(error)
    return (type(error),) if error is not None and sign in signs else ()


@_topic_errors()
def _publish(
    topic: str,
    body: str | bytes | bytearray | memoryview,
    *,
    attributes: dict[str, str] | None = None,
    ordering_key: str | None = None,
) -> str:
    """Publish an event, and return its message ID."""
    return sns.publish(TopicArn=topic, **_event(body, attributes))["MessageId"]


def place(order: str) -> str:
    try:
        _create(TABLES["orders"], order, {"state": "new", "lines": 3})
    except AlreadyExists:
        return "known"
    _queue_send(QUEUES["work"], json.dumps({"order": order}), attributes={"kind": "order"})
    _publish(TOPICS["events"], f"placed {order}")
    _write(BUCKETS["invoices"], f"{order}.txt", b"...", content_type="text/plain")
    _set(CACHES["recent"], order, "1", ttl=60)
    return "placed"


def work() -> int:
    done = 0
    for message in _receive(QUEUES["work"], max_messages=5, lease=60):
        order = json.loads(message.body)["order"]
        document = _get(TABLES["orders"], order)
        if document is None:
            _nack(message)
            continue
        try:
            _put(TABLES["orders"], order, {**document.value, "state": "done"}, if_revision=document.revision)
        except FailedPrecondition:
            _nack(message, delay=5)
            continue
        except PortableNotFound as error:
            print(error)
        _ack(message)
        done += 1
    _increment(TABLES["counters"], "done", "count", done)
    _incr(CACHES["recent"], "done", done)
    return done


def report() -> None:
    token = _secrets_get(SECRETS["mail-token"])
    level = _params_get("log-level", "info")
    print(token, level, _list("log"))
    with _connect(DATABASES["shop"]) as connection:
        connection.execute("select 1")
    try:
        _send(SENDERS["alerts"], "ops@example.com", "report", text=f"{len(_list_objects(BUCKETS['invoices']))} invoices")
    except (EmailError, StorageError, SecretsNotFound) as error:
        print(error)
    except CloudError:
        raise
