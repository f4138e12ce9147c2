# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "measurements" {
  name              = "${module.storage_account.name}/${module.measurements.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.list_objects, storage.read: store.py:9, store.py:13
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ]
  }
}

resource "azurerm_role_assignment" "app_measurements" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.measurements.id
  role_definition_id = azurerm_role_definition.measurements.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "reports" {
  name              = "${module.storage_account.name}/${module.reports.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.presign, storage.read: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4 (a link can do no more than the identity that signed it)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.write: measurements.ipynb:cell 6:8
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

# This predefined role allows one thing: to ask the storage account for a key that signs links. Such a link opens no more than
# the role above does.
# storage.presign: link.ipynb:cell 2:1 (links are signed with a key that the storage account hands out)
resource "azurerm_role_assignment" "app_storage_account" {
  count = var.application_principal_id == null ? 0 : 1

  scope                = module.storage_account.id
  role_definition_name = "Storage Blob Delegator"
  principal_id         = var.application_principal_id
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    AZURE_STORAGE_ACCOUNT_URL = module.storage_account.url
  }
}
