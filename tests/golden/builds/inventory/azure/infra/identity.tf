# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "stock_exports" {
  name              = "${module.storage_account.name}/${module.stock_exports.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.copy, storage.presign, storage.stat: src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29 (a link can do no more than the identity that signed it)
      # storage.copy: src/inventory/export.py:24 (the service copies on its own, so the copy's state is read until it is done)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.copy, storage.write: src/inventory/export.py:23, src/inventory/export.py:24 (the service copies on its own, so the copy's state is read until it is done)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_stock_exports" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.stock_exports.id
  role_definition_id = azurerm_role_definition.stock_exports.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "stock_items" {
  name              = "${module.storage_account.name}/${module.stock_items.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.delete, storage.write: src/inventory/store.py:30, src/inventory/store.py:45
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
      # storage.iter_objects, storage.read: src/inventory/export.py:14, src/inventory/export.py:16, src/inventory/store.py:38
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.delete, storage.write: src/inventory/store.py:30, src/inventory/store.py:45
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_stock_items" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.stock_items.id
  role_definition_id = azurerm_role_definition.stock_items.role_definition_resource_id
  principal_id       = var.application_principal_id
}

# This predefined role allows one thing: to ask the storage account for a key that signs links. Such a link opens no more than
# the role above does.
# storage.presign: src/inventory/export.py:25 (links are signed with a key that the storage account hands out)
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
