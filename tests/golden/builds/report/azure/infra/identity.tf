# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "reports" {
  name              = "${module.storage_account.name}/${module.reports.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.list_objects, storage.read: publish.py:9, publish.py:14
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.upload: publish.py:8
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_reports" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.reports.id
  role_definition_id = azurerm_role_definition.reports.role_definition_resource_id
  principal_id       = var.application_principal_id
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    AZURE_STORAGE_ACCOUNT_URL = module.storage_account.url
  }
}
