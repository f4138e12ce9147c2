# What follows is for whatever the application runs as: `var.application_member`.

# The APIs that this configuration and the application call. They stay on when it is destroyed.
resource "google_project_service" "required" {
  for_each = toset([
    "iam.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "firestore.googleapis.com",
    "memorystore.googleapis.com",
    "pubsub.googleapis.com",
    "secretmanager.googleapis.com",
    "sqladmin.googleapis.com",
    "storage.googleapis.com",
  ])

  service            = each.key
  disable_on_destroy = false
}

locals {
  # Custom roles belong to the project, so that their ids begin with what is deployed here; they have 64 characters at most.
  role_names = {
    for role in ["invoices", "recent", "counters", "orders", "log_level", "parameter", "work_send", "work_subscription", "mail_token", "shop", "events"] :
    role => replace("${local.environment_name}_${role}", "-", "_")
  }
  role_ids = {
    for role, name in local.role_names :
    role => length(name) <= 64 ? name : "${substr(name, 0, 55)}_${substr(sha256(name), 0, 8)}"
  }
}

# storage.write: shop.py:15 (replacing an object deletes the one that was there)
# storage.list_objects: shop.py:49
resource "google_project_iam_custom_role" "invoices" {
  role_id     = local.role_ids["invoices"]
  title       = local.role_ids["invoices"]
  description = "What the application does with objects of this bucket."
  permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.list"]

  depends_on = [google_project_service.required]
}

resource "google_storage_bucket_iam_member" "invoices" {
  count = var.application_member == null ? 0 : 1

  bucket = module.invoices.name
  role   = google_project_iam_custom_role.invoices.id
  member = var.application_member
}

# cache.incr, cache.set: shop.py:16, shop.py:38
resource "google_project_iam_custom_role" "recent" {
  role_id     = local.role_ids["recent"]
  title       = local.role_ids["recent"]
  description = "What the application does with this cache."
  permissions = ["memorystore.instances.connect"]

  depends_on = [google_project_service.required]
}

resource "google_project_iam_member" "recent" {
  count = var.application_member == null ? 0 : 1

  project = google_project_service.required["iam.googleapis.com"].project
  role    = google_project_iam_custom_role.recent.id
  member  = var.application_member

  condition {
    title      = "recent"
    expression = "resource.name.endsWith(\"/instances/${module.recent.name}\")"
  }
}

# kv.increment: shop.py:37
resource "google_project_iam_custom_role" "counters" {
  role_id     = local.role_ids["counters"]
  title       = local.role_ids["counters"]
  description = "What the application does with the documents of this table."
  permissions = ["datastore.entities.create", "datastore.entities.get", "datastore.entities.update"]

  depends_on = [google_project_service.required]
}

resource "google_project_iam_member" "counters" {
  count = var.application_member == null ? 0 : 1

  project = google_project_service.required["iam.googleapis.com"].project
  role    = google_project_iam_custom_role.counters.id
  member  = var.application_member

  condition {
    title      = "counters"
    expression = "resource.name == \"${module.firestore_database.id}\""
  }
}

# kv.create, kv.put: shop.py:10, shop.py:29 (a document that has expired makes room)
# kv.get: shop.py:24
resource "google_project_iam_custom_role" "orders" {
  role_id     = local.role_ids["orders"]
  title       = local.role_ids["orders"]
  description = "What the application does with the documents of this table."
  permissions = ["datastore.entities.create", "datastore.entities.delete", "datastore.entities.get", "datastore.entities.update"]

  depends_on = [google_project_service.required]
}

resource "google_project_iam_member" "orders" {
  count = var.application_member == null ? 0 : 1

  project = google_project_service.required["iam.googleapis.com"].project
  role    = google_project_iam_custom_role.orders.id
  member  = var.application_member

  condition {
    title      = "orders"
    expression = "resource.name == \"${module.firestore_database.id}\""
  }
}

# params.get: shop.py:44
resource "google_project_iam_custom_role" "log_level" {
  role_id     = local.role_ids["log_level"]
  title       = local.role_ids["log_level"]
  description = "What the application does with parameters."
  permissions = ["secretmanager.versions.access"]

  depends_on = [google_project_service.required]
}

resource "google_secret_manager_secret_iam_member" "log_level" {
  count = var.application_member == null ? 0 : 1

  secret_id = module.log_level.id
  role      = google_project_iam_custom_role.log_level.id
  member    = var.application_member
}

# params.list: shop.py:45
# params.list: shop.py:45
resource "google_project_iam_custom_role" "parameter" {
  role_id     = local.role_ids["parameter"]
  title       = local.role_ids["parameter"]
  description = "What the application does with parameters."
  permissions = ["secretmanager.secrets.list", "secretmanager.versions.access"]

  depends_on = [google_project_service.required]
}

resource "google_project_iam_member" "parameter" {
  count = var.application_member == null ? 0 : 1

  project = google_project_service.required["iam.googleapis.com"].project
  role    = google_project_iam_custom_role.parameter.id
  member  = var.application_member

  condition {
    title      = "parameter"
    expression = "resource.type == \"cloudresourcemanager.googleapis.com/Project\" || resource.name.extract(\"secrets/{secret}\").startsWith(\"${module.parameter_prefix.id}\")"
  }
}

# queue.send: shop.py:13
resource "google_project_iam_custom_role" "work_send" {
  role_id     = local.role_ids["work_send"]
  title       = local.role_ids["work_send"]
  description = "What the application does with Pub/Sub."
  permissions = ["pubsub.topics.publish"]

  depends_on = [google_project_service.required]
}

resource "google_pubsub_topic_iam_member" "work_send" {
  count = var.application_member == null ? 0 : 1

  topic  = module.work.topic
  role   = google_project_iam_custom_role.work_send.id
  member = var.application_member
}

# queue.ack, queue.nack, queue.receive: shop.py:22, shop.py:26, shop.py:31, shop.py:35
resource "google_project_iam_custom_role" "work_subscription" {
  role_id     = local.role_ids["work_subscription"]
  title       = local.role_ids["work_subscription"]
  description = "What the application does with Pub/Sub."
  permissions = ["pubsub.subscriptions.consume"]

  depends_on = [google_project_service.required]
}

resource "google_pubsub_subscription_iam_member" "work_subscription" {
  count = var.application_member == null ? 0 : 1

  subscription = module.work.subscription
  role         = google_project_iam_custom_role.work_subscription.id
  member       = var.application_member
}

# secrets.get: shop.py:43
resource "google_project_iam_custom_role" "mail_token" {
  role_id     = local.role_ids["mail_token"]
  title       = local.role_ids["mail_token"]
  description = "What the application does with this secret."
  permissions = ["secretmanager.versions.access"]

  depends_on = [google_project_service.required]
}

resource "google_secret_manager_secret_iam_member" "mail_token" {
  count = var.application_member == null ? 0 : 1

  secret_id = module.mail_token.id
  role      = google_project_iam_custom_role.mail_token.id
  member    = var.application_member
}

# sql.connect: shop.py:46
resource "google_project_iam_custom_role" "shop" {
  role_id     = local.role_ids["shop"]
  title       = local.role_ids["shop"]
  description = "What the application does with this database."
  permissions = ["cloudsql.instances.login"]

  depends_on = [google_project_service.required]
}

resource "google_project_iam_member" "shop" {
  count = var.application_member == null ? 0 : 1

  project = google_project_service.required["iam.googleapis.com"].project
  role    = google_project_iam_custom_role.shop.id
  member  = var.application_member

  condition {
    title      = "shop"
    expression = "resource.name.endsWith(\"/instances/${module.shop.name}\") && resource.service == \"sqladmin.googleapis.com\""
  }
}

# topic.publish: shop.py:14
resource "google_project_iam_custom_role" "events" {
  role_id     = local.role_ids["events"]
  title       = local.role_ids["events"]
  description = "What the application does with events of this topic."
  permissions = ["pubsub.topics.publish"]

  depends_on = [google_project_service.required]
}

resource "google_pubsub_topic_iam_member" "events" {
  count = var.application_member == null ? 0 : 1

  topic  = module.events.topic
  role   = google_project_iam_custom_role.events.id
  member = var.application_member
}

locals {
  application_accounts = {
    for kind, email in { app = trimprefix(coalesce(var.application_member, "-"), "serviceAccount:") } :
    kind => email if startswith(coalesce(var.application_member, "-"), "serviceAccount:")
  }
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    GOOGLE_CLOUD_PROJECT = google_project_service.required["iam.googleapis.com"].project
    ALERTS_EMAIL_ADDRESS = module.alerts.address
    FIRESTORE_DATABASE   = module.firestore_database.name
    PARAMETER_PREFIX     = module.parameter_prefix.prefix
    RECENT_CACHE_URL     = module.recent.url
    SHOP_DATABASE_URL    = module.shop.url
  }
}
