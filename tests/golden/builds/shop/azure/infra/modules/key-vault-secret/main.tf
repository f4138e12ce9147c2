# One secret of the vault. It is there as soon as people or the application give it a value; nothing is made before.

terraform {
  required_version = ">= 1.6"
}
