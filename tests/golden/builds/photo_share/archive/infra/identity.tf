# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "photo_trash" {
  name              = "${module.storage_account.name}/${module.photo_trash.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.move: photo_share/albums.py:58 (the service copies on its own, so the copy's state is read until it is done)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.move: photo_share/albums.py:58 (the service copies on its own, so the copy's state is read until it is done)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_photo_trash" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.photo_trash.id
  role_definition_id = azurerm_role_definition.photo_trash.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "photos" {
  name              = "${module.storage_account.name}/${module.photos.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.move: photo_share/albums.py:58
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
      # storage.move: photo_share/albums.py:58
      # storage.exists, storage.iter_objects, storage.list_objects, storage.presign, storage.read, storage.stat: photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40, photo_share/albums.py:45, photo_share/albums.py:49, photo_share/health.py:12 (a link can do no more than the identity that signed it)
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.write: photo_share/albums.py:19, photo_share/health.py:11
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_photos" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.photos.id
  role_definition_id = azurerm_role_definition.photos.role_definition_resource_id
  principal_id       = var.application_principal_id
}

# This predefined role allows one thing: to ask the storage account for a key that signs links. Such a link opens no more than
# the role above does.
# storage.presign: photo_share/albums.py:40 (links are signed with a key that the storage account hands out)
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
