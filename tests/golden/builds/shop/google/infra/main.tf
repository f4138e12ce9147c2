# What the code of shop uses in google. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "google"
    "managed-by" = "infrar"
    project      = "shop"
  }
}

module "firestore_database" {
  source                 = "./modules/firestore-database"
  project                = google_project_service.required["firestore.googleapis.com"].project
  environment            = local.environment_name
  location               = coalesce(var.firestore_location, var.region)
  point_in_time_recovery = var.firestore_point_in_time_recovery
  delete_protection      = var.firestore_delete_protection
  kms_key_name           = var.firestore_kms_key_name
}

module "parameter_prefix" {
  source           = "./modules/parameter-prefix"
  environment_name = local.environment_name
}

# email.send: shop.py:49
module "alerts" {
  source  = "./modules/smtp"
  name    = "alerts"
  address = "alerts@example.com"
}

# kv.increment: shop.py:37
module "counters" {
  source   = "./modules/firestore-collection"
  name     = "counters"
  database = module.firestore_database.name
  project  = module.firestore_database.project
}

# topic.publish: shop.py:14
module "events" {
  source = "./modules/pubsub-topic"
  name   = "events"
  region = var.region
  labels = local.tags
}

# storage.list_objects, storage.write: shop.py:15, shop.py:49
module "invoices" {
  source = "./modules/cloud-storage"
  name   = "invoices"
  region = var.region
  labels = local.tags
}

# params.get: shop.py:44
module "log_level" {
  source = "./modules/parameter"
  name   = "log-level"
  prefix = module.parameter_prefix.prefix
  value  = "info"
  region = var.region
  labels = local.tags
}

# secrets.get: shop.py:43
module "mail_token" {
  source = "./modules/secret-manager"
  name   = "mail-token"
  region = var.region
  labels = local.tags
}

# kv.create, kv.get, kv.put: shop.py:10, shop.py:24, shop.py:29
module "orders" {
  source   = "./modules/firestore-collection"
  name     = "orders"
  database = module.firestore_database.name
  project  = module.firestore_database.project
}

# cache.incr, cache.set: shop.py:16, shop.py:38
module "recent" {
  source   = "./modules/memorystore"
  name     = "recent"
  project  = google_project_service.required["memorystore.googleapis.com"].project
  location = var.region
  network  = var.network
  labels   = local.tags
}

# sql.connect: shop.py:46
module "shop" {
  source               = "./modules/cloud-sql"
  name                 = "shop"
  project              = google_project_service.required["sqladmin.googleapis.com"].project
  location             = var.region
  network              = var.network
  application_accounts = local.application_accounts
  labels               = local.tags
}

# queue.ack, queue.nack, queue.receive, queue.send: shop.py:13, shop.py:22, shop.py:26, shop.py:31 and 1 more
module "work" {
  source = "./modules/pubsub-queue"
  name   = "work-queue"
  region = var.region
  labels = local.tags
}
