"""The local runtime's asynchronous operations, a module a capability."""
