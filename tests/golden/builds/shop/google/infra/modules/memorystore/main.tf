terraform {
  required_version = ">= 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.40"
    }
  }
}

# One cache that only its network reaches, over TLS, and into which identities with a role log in. The network has a service
# connection policy for gcp-memorystore, which says in which subnet addresses are taken.
resource "google_memorystore_instance" "this" {
  project     = var.project
  instance_id = var.name
  location    = var.location
  labels      = var.labels

  engine_version = "VALKEY_8_0"
  mode           = "CLUSTER_DISABLED"
  shard_count    = 1
  node_type      = var.node_type
  replica_count  = var.replicas

  authorization_mode      = "IAM_AUTH"
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  kms_key                 = var.kms_key

  # When memory runs out, what was used least recently goes, whether it was to live for ever or not.
  engine_configs = { maxmemory-policy = "allkeys-lru" }

  desired_auto_created_endpoints {
    network    = var.network
    project_id = split("/", var.network)[1]
  }

  dynamic "automated_backup_config" {
    for_each = var.backup_days == 0 ? [] : [var.backup_days]

    content {
      retention = "${automated_backup_config.value * 86400}s"

      fixed_frequency_schedule {
        start_time {
          hours = 3
        }
      }
    }
  }

  deletion_protection_enabled = var.deletion_protection
}
