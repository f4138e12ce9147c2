# The roles below are for whatever the application runs as: its object ID is `var.application_principal_id`.

resource "azurerm_role_definition" "alerts" {
  name              = "${module.communication.name}/${module.alerts.name}"
  description       = "What the application does with mail of this sender."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    actions = [
      # email.send: shop.py:49 (Communication Services has no permission for sending alone)
      "Microsoft.Communication/CommunicationServices/read",
      # email.send: shop.py:49 (Communication Services has no permission for sending alone)
      "Microsoft.Communication/CommunicationServices/write",
      # email.send: shop.py:49 (Communication Services has no permission for sending alone)
      "Microsoft.Communication/EmailServices/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_alerts" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.alerts.communication_service_id
  role_definition_id = azurerm_role_definition.alerts.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "counters" {
  name              = "${module.storage_account.name}/${module.counters.name}"
  description       = "What the application does with the documents of this table."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # kv.increment: shop.py:37
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action",
      # kv.increment: shop.py:37
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/read",
      # kv.increment: shop.py:37
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/update/action",
    ]
  }
}

resource "azurerm_role_assignment" "app_counters" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.counters.id
  role_definition_id = azurerm_role_definition.counters.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "events" {
  name              = "${module.service_bus.name}/${module.events.name}"
  description       = "What the application does with events of this topic."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # topic.publish: shop.py:14
      "Microsoft.ServiceBus/namespaces/messages/send/action",
    ]
  }
}

resource "azurerm_role_assignment" "app_events" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.events.id
  role_definition_id = azurerm_role_definition.events.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "invoices" {
  name              = "${module.storage_account.name}/${module.invoices.name}"
  description       = "What the application does with the blobs of this container."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # storage.list_objects: shop.py:49
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      # storage.write: shop.py:15
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_invoices" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.invoices.id
  role_definition_id = azurerm_role_definition.invoices.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "mail_token" {
  name              = "${module.key_vault.name}/${module.mail_token.name}"
  description       = "What the application does with this secret."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # secrets.get: shop.py:43
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    ]
  }
}

resource "azurerm_role_assignment" "app_mail_token" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.mail_token.id
  role_definition_id = azurerm_role_definition.mail_token.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "orders" {
  name              = "${module.storage_account.name}/${module.orders.name}"
  description       = "What the application does with the documents of this table."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # kv.create, kv.put: shop.py:10, shop.py:29 (a document that has expired makes room)
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action",
      # kv.create, kv.put: shop.py:10, shop.py:29 (a document that has expired makes room)
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/delete",
      # kv.create, kv.put: shop.py:10, shop.py:29 (a document that has expired makes room)
      # kv.get, kv.put: shop.py:24, shop.py:29 (a transaction may have checked the document meanwhile, which makes a new ETag)
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/read",
      # kv.create, kv.put: shop.py:10, shop.py:29 (a document that has expired makes room)
      "Microsoft.Storage/storageAccounts/tableServices/tables/entities/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_orders" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.orders.id
  role_definition_id = azurerm_role_definition.orders.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "work" {
  name              = "${module.storage_account.name}/${module.work.name}"
  description       = "What the application does with the messages of this queue."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # queue.send: shop.py:13
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
      # queue.ack, queue.receive: shop.py:22, shop.py:35
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action",
      # queue.nack: shop.py:26, shop.py:31
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
    ]
  }
}

resource "azurerm_role_assignment" "app_work" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.work.id
  role_definition_id = azurerm_role_definition.work.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "work_dead_letters_id" {
  name              = "${module.storage_account.name}/${module.work.name} dead_letters_id"
  description       = "What the application does with the messages of this queue."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # queue.receive: shop.py:22 (what was received five times is moved to the queue of dead letters)
      "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
    ]
  }
}

resource "azurerm_role_assignment" "app_work_dead_letters_id" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.work.dead_letters_id
  role_definition_id = azurerm_role_definition.work_dead_letters_id.role_definition_resource_id
  principal_id       = var.application_principal_id
}

resource "azurerm_role_definition" "app_configuration_key" {
  name              = "${module.app_configuration.name}/app-configuration-key"
  description       = "What the application does with the parameters of this store."
  scope             = azurerm_resource_group.this.id
  assignable_scopes = [azurerm_resource_group.this.id]

  permissions {
    data_actions = [
      # params.get, params.list: shop.py:44, shop.py:45
      "Microsoft.AppConfiguration/configurationStores/keyValues/read",
    ]
  }
}

resource "azurerm_role_assignment" "app_app_configuration_key" {
  count = var.application_principal_id == null ? 0 : 1

  scope              = module.app_configuration.id
  role_definition_id = azurerm_role_definition.app_configuration_key.role_definition_resource_id
  principal_id       = var.application_principal_id
}

locals {
  application_principals = var.application_principal_id == null ? {} : { app = var.application_principal_id }
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    ALERTS_EMAIL_ADDRESS         = module.alerts.address
    AZURE_APP_CONFIGURATION_URL  = module.app_configuration.url
    AZURE_COMMUNICATION_ENDPOINT = module.communication.endpoint
    AZURE_KEY_VAULT_URL          = module.key_vault.url
    AZURE_SERVICE_BUS_NAMESPACE  = module.service_bus.host
    AZURE_STORAGE_ACCOUNT_URL    = module.storage_account.url
    AZURE_STORAGE_QUEUE_URL      = module.storage_account.queue_url
    AZURE_STORAGE_TABLE_URL      = module.storage_account.table_url
    RECENT_CACHE_URL             = module.recent.url
    SHOP_DATABASE_URL            = module.shop.url
  }
}
