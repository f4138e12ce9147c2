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

    dynamic "database_flags" {
      for_each = local.flags

      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }

    insights_config {
      query_insights_enabled = true
    }
  }
}

# Identities log in; what is unusual, or takes longer than a second, is logged.
locals {
  flags = {
    "cloudsql.iam_authentication" = "on"
    "cloudsql.enable_pgaudit"     = "on"
    "log_checkpoints"             = "on"
    "log_connections"             = "on"
    "log_disconnections"          = "on"
    "log_duration"                = "off"
    "log_hostname"                = "on"
    "log_lock_waits"              = "on"
    "log_min_duration_statement"  = "1000"
    "log_min_error_statement"     = "error"
    "log_min_messages"            = "warning"
    "log_statement"               = "ddl"
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
