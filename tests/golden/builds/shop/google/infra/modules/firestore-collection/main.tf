# One table: a collection, which is there as soon as it has a document. This says what its documents' own fields are for.

terraform {
  required_version = ">= 1.6"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

# What can be searched for is in `fields`, which has the indexes that Firestore makes by itself. The rest has none: it would be
# paid for without use, and end at 40000 values in a document.
resource "google_firestore_field" "unindexed" {
  for_each = toset(["data", "nonce"])

  project    = var.project
  database   = var.database
  collection = var.name
  field      = each.key

  index_config {}
}

# Documents are removed within a day after the time in `expires`.
resource "google_firestore_field" "expires" {
  project    = var.project
  database   = var.database
  collection = var.name
  field      = "expires"

  index_config {}
  ttl_config {}
}
