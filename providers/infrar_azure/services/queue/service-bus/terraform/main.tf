# One queue. Groups are its sessions, and messages with an id that was seen in the last five minutes are dropped. What is received
# too often and never acknowledged goes to the queue's own dead-letter queue.

terraform {
  required_version = ">= 1.6"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_servicebus_queue" "this" {
  name         = var.name
  namespace_id = var.namespace_id

  # The application relies on these.
  requires_session                        = true
  lock_duration                           = "PT5M"
  requires_duplicate_detection            = true
  duplicate_detection_history_time_window = "PT5M"

  default_message_ttl   = "P${var.retention_days}D"
  max_delivery_count    = var.max_delivery_count
  max_size_in_megabytes = var.max_size_in_megabytes
}
