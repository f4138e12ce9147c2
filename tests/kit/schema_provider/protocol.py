"""The messages of Terraform's plugin protocol 5, as far as this provider speaks it, and the encoding of values.

The messages are declared here, field by field, and handed to the protobuf runtime as a descriptor: no generated code
that ties the tests to one version of the runtime. Names and numbers are those of the protocol's definition,
https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol.
"""

import re
from typing import Any

import msgpack
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tfplugin5"
SERVICE = f"{PACKAGE}.Provider"

# Each message with its fields, `[repeated | map | oneof] TYPE NAME = NUMBER`; `map` is a map from strings, and of the
# fields marked `oneof` a message has one.
MESSAGES = """
DynamicValue: bytes msgpack = 1; bytes json = 2
AttributePath: repeated AttributePath.Step steps = 1
AttributePath.Step: oneof string attribute_name = 1; oneof int64 element_key_int = 3
Diagnostic: int32 severity = 1; string summary = 2; string detail = 3; AttributePath attribute = 4
RawState: bytes json = 1
Schema: int64 version = 1; Schema.Block block = 2
Schema.Block: int64 version = 1; repeated Schema.Attribute attributes = 2; repeated Schema.NestedBlock block_types = 3
Schema.Attribute: string name = 1; bytes type = 2; bool required = 4; bool optional = 5; bool computed = 6;
    bool sensitive = 7
Schema.NestedBlock: string type_name = 1; Schema.Block block = 2; int32 nesting = 3; int64 min_items = 4;
    int64 max_items = 5
GetProviderSchema.Request:
GetProviderSchema.Response: Schema provider = 1; map Schema resource_schemas = 2; map Schema data_source_schemas = 3;
    ServerCapabilities server_capabilities = 6
ServerCapabilities: bool get_provider_schema_optional = 2
PrepareProviderConfig.Request: DynamicValue config = 1
PrepareProviderConfig.Response: DynamicValue prepared_config = 1; repeated Diagnostic diagnostics = 2
ValidateResourceTypeConfig.Request: string type_name = 1; DynamicValue config = 2
ValidateResourceTypeConfig.Response: repeated Diagnostic diagnostics = 1
ValidateDataSourceConfig.Request: string type_name = 1; DynamicValue config = 2
ValidateDataSourceConfig.Response: repeated Diagnostic diagnostics = 1
UpgradeResourceState.Request: string type_name = 1; int64 version = 2; RawState raw_state = 3
UpgradeResourceState.Response: DynamicValue upgraded_state = 1; repeated Diagnostic diagnostics = 2
Configure.Request: string terraform_version = 1; DynamicValue config = 2
Configure.Response: repeated Diagnostic diagnostics = 1
ReadResource.Request: string type_name = 1; DynamicValue current_state = 2; bytes private = 3
ReadResource.Response: DynamicValue new_state = 1; repeated Diagnostic diagnostics = 2
PlanResourceChange.Request: string type_name = 1; DynamicValue prior_state = 2; DynamicValue proposed_new_state = 3
PlanResourceChange.Response: DynamicValue planned_state = 1; repeated Diagnostic diagnostics = 4
ApplyResourceChange.Request: string type_name = 1; DynamicValue prior_state = 2; DynamicValue planned_state = 3
ApplyResourceChange.Response: DynamicValue new_state = 1; repeated Diagnostic diagnostics = 3
ReadDataSource.Request: string type_name = 1; DynamicValue config = 2
ReadDataSource.Response: DynamicValue state = 1; repeated Diagnostic diagnostics = 2
Stop.Request:
Stop.Response: string Error = 1
"""

# The methods of the service, and the message that each one's request and response are nested in.
METHODS = {
    "GetSchema": "GetProviderSchema",
    "PrepareProviderConfig": "PrepareProviderConfig",
    "ValidateResourceTypeConfig": "ValidateResourceTypeConfig",
    "ValidateDataSourceConfig": "ValidateDataSourceConfig",
    "UpgradeResourceState": "UpgradeResourceState",
    "Configure": "Configure",
    "ReadResource": "ReadResource",
    "PlanResourceChange": "PlanResourceChange",
    "ApplyResourceChange": "ApplyResourceChange",
    "ReadDataSource": "ReadDataSource",
    "Stop": "Stop",
}

ERROR = 1
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4, "group": 5}
UNKNOWN = msgpack.ExtType(0, b"")

_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "bytes": _Field.TYPE_BYTES,
    "string": _Field.TYPE_STRING,
    "bool": _Field.TYPE_BOOL,
    "int32": _Field.TYPE_INT32,  # the protocol's enumerations travel as int32 does
    "int64": _Field.TYPE_INT64,
}


def _build() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name=f"{PACKAGE}.proto", package=PACKAGE, syntax="proto3")
    declared: dict[str, descriptor_pb2.DescriptorProto] = {}

    def declare(path: str) -> descriptor_pb2.DescriptorProto:
        if path not in declared:
            outer, _, name = path.rpartition(".")
            declared[path] = declare(outer).nested_type.add(name=name) if outer else file.message_type.add(name=name)
        return declared[path]

    for declaration in re.sub(r"\n +", " ", MESSAGES.strip()).splitlines():
        path, _, fields = declaration.partition(":")
        container = declare(path)
        for text in filter(None, fields.strip().split("; ")):
            _add_field(container, path, text)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {path: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{path}")) for path in declared}


def _add_field(message: descriptor_pb2.DescriptorProto, path: str, text: str) -> None:
    declared = re.fullmatch(r"(?:(repeated|map|oneof) )?(\S+) (\S+) = (\d+)", text)
    assert declared, text
    label, kind, name, number = declared.groups()
    if label == "map":
        entry = message.nested_type.add(name="".join(part.title() for part in name.split("_")) + "Entry")
        entry.options.map_entry = True
        _add_field(entry, path, "string key = 1")
        _add_field(entry, path, f"{kind} value = 2")
        kind = f"{path}.{entry.name}"
    field = message.field.add(name=name, number=int(number))
    field.label = _Field.LABEL_REPEATED if label in ("repeated", "map") else _Field.LABEL_OPTIONAL
    if label == "oneof":
        if not message.oneof_decl:
            message.oneof_decl.add(name="selector")
        field.oneof_index = 0
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".{PACKAGE}.{kind}"


_CLASSES = _build()


def message(kind: str, /, **fields: Any) -> Any:
    """A new message, `message("Diagnostic", severity=ERROR, …)`."""
    return _CLASSES[kind](**fields)


def message_class(kind: str) -> Any:
    """The class of a message, for (de)serializing it."""
    return _CLASSES[kind]


def encode(value: Any) -> Any:
    """A Python value as a `DynamicValue`; `UNKNOWN` stands for what is known after apply."""
    return message("DynamicValue", msgpack=msgpack.packb(value))


def decode(dynamic: Any) -> Any:
    """The Python value of a `DynamicValue` that Terraform sent; any refined unknown becomes `UNKNOWN`."""
    return msgpack.unpackb(dynamic.msgpack, strict_map_key=False, ext_hook=lambda code, data: UNKNOWN)
