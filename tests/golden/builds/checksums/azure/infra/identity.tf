# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "checksums" {
  name              = "${module.storage_account.name}/${module.checksums.name}"
  description       = "What the application does with the messages of this queue."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # queue.send_batch: checksums.py:19
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
      # queue.ack, queue.receive: checksums.py:31, checksums.py:40
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action",
      # queue.nack: checksums.py:38
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_checksums" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.checksums.id
  role_definition_id = azurerm_role_definition.checksums.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "checksums_dead_letters_id" {
  name              = "${module.storage_account.name}/${module.checksums.name} dead_letters_id"
  description       = "What the application does with the messages of this queue."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # queue.receive: checksums.py:31 (what was received five times is moved to the queue of dead letters)
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
    ]
  }
}

resource "azurerm_role_assignment" "app_checksums_dead_letters_id" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.checksums.dead_letters_id
  role_definition_id = azurerm_role_definition.checksums_dead_letters_id.role_definition_resource_id
  principal_id       = var.application_principal_id
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    AZURE_STORAGE_QUEUE_URL = module.storage_account.queue_url
  }
}
