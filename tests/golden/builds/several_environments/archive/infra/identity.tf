# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "flour" {
  name              = "${module.storage_account.name}/${module.flour.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.write: main.py:17
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_flour" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.flour.id
  role_definition_id = azurerm_role_definition.flour.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "mill_state" {
  name              = "${module.storage_account.name}/${module.mill_state.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.exists: worker/__init__.py:5
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.write: worker/__init__.py:11
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_mill_state" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.mill_state.id
  role_definition_id = azurerm_role_definition.mill_state.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "inbox_bucket" {
  name              = "${module.storage_account.name}/${module.inbox_bucket.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.delete: main.py:18
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
      # storage.list_objects, storage.read: main.py:16, main.py:17
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ]
  }
}

resource "azurerm_role_assignment" "app_inbox_bucket" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.inbox_bucket.id
  role_definition_id = azurerm_role_definition.inbox_bucket.role_definition_resource_id
  principal_id       = var.application_principal_id
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    AZURE_STORAGE_ACCOUNT_URL = module.storage_account.url
  }
}
