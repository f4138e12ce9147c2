# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "backups" {
  name              = "${module.storage_account.name}/${module.backups.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # aio.storage.download, aio.storage.iter_objects: async_backup.py:45, async_backup.py:51
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # aio.storage.upload: async_backup.py:34
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_backups" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.backups.id
  role_definition_id = azurerm_role_definition.backups.role_definition_resource_id
  principal_id       = var.application_principal_id
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    AZURE_STORAGE_ACCOUNT_URL = module.storage_account.url
  }
}
