"""What the tests stand on: real servers on loopback, the Terraform CLI, and independent judges of what we generate."""
