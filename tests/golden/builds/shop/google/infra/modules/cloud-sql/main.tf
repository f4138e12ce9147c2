terraform {
  required_version = ">= 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.20"
    }
  }
}

locals {
  database = replace(var.name, "-", "_")

  # In the database, a service account is called as its address without the end that all have.
  users = { for key, account in var.application_accounts : key => trimsuffix(account, ".gserviceaccount.com") }
}

# One PostgreSQL server with one database, that its network reaches by a private address, over TLS. The network has private
# services access.
resource "google_sql_database_instance" "this" {
  project             = var.project
  name                = var.name
  region              = var.location
  database_version    = "POSTGRES_17"
  encryption_key_name = var.kms_key
  deletion_protection = var.deletion_protection

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.tier
    availability_type           = var.standby ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.storage_gb
    disk_autoresize             = true
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = var.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = min(var.backups, 7)

      backup_retention_settings {
        retained_backups = var.backups
      }
    }

    # Identities log in. What changes tables, and what goes wrong, is logged; other statements may hold what is nobody's business.
    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }

    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }

    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }

    database_flags {
      name  = "log_connections"
      value = "on"
    }

    database_flags {
      name  = "log_disconnections"
      value = "on"
    }

    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }

    database_flags {
      name  = "log_min_error_statement"
      value = "error"
    }

    database_flags {
      name  = "log_statement"
      value = "ddl"
    }

    insights_config {
      query_insights_enabled = true
    }
  }
}

resource "google_sql_database" "this" {
  project         = var.project
  name            = local.database
  instance        = google_sql_database_instance.this.name
  deletion_policy = "ABANDON" # a role of the database may own what is in it
}

resource "google_sql_user" "application" {
  for_each = local.users

  project         = var.project
  name            = each.value
  instance        = google_sql_database_instance.this.name
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}
