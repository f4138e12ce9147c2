"""What the tests stand on: real servers on loopback, the Terraform CLI, and independent judges of what we generate.

    processes        starts a server on a free port and is certain to end it (`leash`)
    servers          moto for AWS, the Cloud Storage emulator, Azurite; each knows its environment variables
    gcs_fake         a Cloud Storage that refuses what its reference doesn't have, signed URLs included (`signing`)
    terraform        the real CLI through a configuration's whole life (`mirror`: where the providers are)
    schema_provider  google and azurerm for that CLI, from their schemas alone
    oracles          HCL, layout, checkov, IAM policies, types: each returns what is wrong
    missing          one way to say that a component isn't here
    pythons          the SDK's and the engine's tests on every other Python of the machine

Tests get all this as fixtures (`tests/conftest.py`): `aws`, `gcs`, `gcs_fake`, `azurite`, `terraform`,
`aws_terraform`, `served_schemas`. `tests/kit_tests` proves the kit.
"""
