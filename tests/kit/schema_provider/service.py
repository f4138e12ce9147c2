"""The provider on a loopback port: protocol messages in, `Provider`, protocol messages out.

`served("google")` yields what Terraform has to be told (`ServedSchemas.environment`) to use it instead of a binary.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import grpc

from tests.kit.schema_provider.protocol import (
    ERROR,
    METHODS,
    NESTING,
    SERVICE,
    decode,
    encode,
    message,
    message_class,
)
from tests.kit.schema_provider.provider import Complaint, Provider
from tests.kit.schema_provider.schemas import Block, load

LARGEST_MESSAGE = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServedSchemas:
    """Running providers: the environment that makes Terraform attach to them."""

    environment: Mapping[str, str]


@contextmanager
def served(*names: str, registry: str = "registry.terraform.io") -> Iterator[ServedSchemas]:
    """Serve providers (`google`, `azurerm`, `aws`) until the context is left."""
    with ExitStack() as stack:
        ports = {name: stack.enter_context(_listening(Service(Provider(load(name))))) for name in names}
        attached = {
            f"{registry}/hashicorp/{name}": {
                "Protocol": "grpc",
                "ProtocolVersion": 5,
                "Pid": os.getpid(),
                "Test": True,  # Terraform leaves the process alone when it is done
                "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
            }
            for name, port in ports.items()
        }
        yield ServedSchemas({"TF_REATTACH_PROVIDERS": json.dumps(attached)})


@contextmanager
def _listening(service: "Service") -> Iterator[int]:
    handlers = {
        method: grpc.unary_unary_rpc_method_handler(
            _answer(getattr(service, method)),
            request_deserializer=message_class(f"{group}.Request").FromString,
            response_serializer=message_class(f"{group}.Response").SerializeToString,
        )
        for method, group in METHODS.items()
    }
    options = [("grpc.max_send_message_length", LARGEST_MESSAGE), ("grpc.max_receive_message_length", LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(8), options=options)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=None).wait()


def _answer(method: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda request, context: method(request)


class Service:
    """The methods of the protocol, by their names in it."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.schema = provider.schema
        self._schema_message = _schema_message(self.schema)

    def GetSchema(self, request: Any) -> Any:
        """Everything that the provider has."""
        return self._schema_message

    def PrepareProviderConfig(self, request: Any) -> Any:
        """The provider block is taken as it is."""
        return message("PrepareProviderConfig.Response", prepared_config=request.config)

    def Configure(self, request: Any) -> Any:
        """Keep the provider block's values for computed attributes."""
        self.provider.configure(decode(request.config))
        return message("Configure.Response")

    def ValidateResourceTypeConfig(self, request: Any) -> Any:
        """Check a resource's values."""
        complaints = self.provider.validate(self.schema.resources[request.type_name], decode(request.config))
        return message("ValidateResourceTypeConfig.Response", diagnostics=map(_diagnostic, complaints))

    def ValidateDataSourceConfig(self, request: Any) -> Any:
        """Check a data source's values."""
        complaints = self.provider.validate(self.schema.data_sources[request.type_name], decode(request.config))
        return message("ValidateDataSourceConfig.Response", diagnostics=map(_diagnostic, complaints))

    def UpgradeResourceState(self, request: Any) -> Any:
        """There is one version of each schema: state needs no upgrade."""
        state = message("DynamicValue", json=request.raw_state.json)
        return message("UpgradeResourceState.Response", upgraded_state=state)

    def ReadResource(self, request: Any) -> Any:
        """Nothing drifts."""
        return message("ReadResource.Response", new_state=request.current_state)

    def PlanResourceChange(self, request: Any) -> Any:
        """Say what is known after apply."""
        resource = self.schema.resources[request.type_name]
        planned = self.provider.plan(resource, decode(request.proposed_new_state))
        return message("PlanResourceChange.Response", planned_state=encode(planned))

    def ApplyResourceChange(self, request: Any) -> Any:
        """Give every unknown a value."""
        resource = self.schema.resources[request.type_name]
        applied = self.provider.apply(request.type_name, resource, decode(request.planned_state))
        return message("ApplyResourceChange.Response", new_state=encode(applied))

    def ReadDataSource(self, request: Any) -> Any:
        """Compute a data source."""
        source = self.schema.data_sources[request.type_name]
        state = self.provider.read_data(request.type_name, source, decode(request.config))
        return message("ReadDataSource.Response", state=encode(state))

    def Stop(self, request: Any) -> Any:
        """Nothing takes long enough to be stopped."""
        return message("Stop.Response")


def _schema_message(schema: Any) -> Any:
    def wrap(block: Block) -> Any:
        return message("Schema", version=0, block=_block_message(block))

    return message(
        "GetProviderSchema.Response",
        # A command reads the schemas once, however often it starts the provider
        server_capabilities=message("ServerCapabilities", get_provider_schema_optional=True),
        provider=wrap(schema.configuration),
        resource_schemas={kind: wrap(resource.block) for kind, resource in schema.resources.items()},
        data_source_schemas={kind: wrap(source.block) for kind, source in schema.data_sources.items()},
    )


def _block_message(block: Block) -> Any:
    attributes = [
        message(
            "Schema.Attribute",
            name=name,
            type=json.dumps(attribute.type).encode(),
            required=attribute.required,
            optional=attribute.optional,
            computed=attribute.computed,
            sensitive=attribute.sensitive,
        )
        for name, attribute in block.attributes.items()
    ]
    blocks = [
        message(
            "Schema.NestedBlock",
            type_name=name,
            block=_block_message(nested.block),
            nesting=NESTING[nested.nesting],
            min_items=nested.min_items if nested.nesting in ("list", "set") else 0,
            max_items=nested.max_items if nested.nesting in ("list", "set") else 0,
        )
        for name, nested in block.blocks.items()
    ]
    return message("Schema.Block", attributes=attributes, block_types=blocks)


def _diagnostic(complaint: Complaint) -> Any:
    steps = [
        message(
            "AttributePath.Step", **({"element_key_int": step} if isinstance(step, int) else {"attribute_name": step})
        )
        for step in complaint.path
    ]
    path = message("AttributePath", steps=steps)
    return message("Diagnostic", severity=ERROR, summary=complaint.summary, detail=complaint.detail, attribute=path)
