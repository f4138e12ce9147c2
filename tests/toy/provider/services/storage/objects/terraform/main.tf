terraform {
  required_providers {
    null = {
      source = "hashicorp/null"
    }
  }
}

# One bucket. Replace this stand-in by your provider's resource, with defaults that are safe: private, encrypted, versioned.
resource "terraform_data" "bucket" {
  input = {
    name       = var.name
    versioning = var.versioning
    tags       = var.tags
  }
}
