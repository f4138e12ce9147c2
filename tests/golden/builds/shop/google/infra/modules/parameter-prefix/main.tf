# What the names of an environment's parameters begin with. Nothing is made for it.

terraform {
  required_version = ">= 1.6"
}
