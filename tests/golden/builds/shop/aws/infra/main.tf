# What the code of shop uses in aws. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "aws"
    "managed-by" = "infrar"
    project      = "shop"
  }
}

module "parameter_path" {
  source = "./modules/parameter-path"
  path   = var.parameter_path
}

# email.send: shop.py:49
module "alerts" {
  source  = "./modules/ses"
  name    = "acme-aws-alerts"
  address = "alerts@example.com"
  tags    = local.tags
}

# kv.increment: shop.py:37
module "counters" {
  source = "./modules/dynamodb"
  name   = "acme-aws-counters"
  tags   = local.tags
}

# topic.publish: shop.py:14
module "events" {
  source = "./modules/sns"
  name   = "acme-aws-events"
  tags   = local.tags
}

# storage.list_objects, storage.write: shop.py:15, shop.py:49
module "invoices" {
  source = "./modules/s3"
  name   = "acme-aws-invoices"
  tags   = local.tags
}

# params.get: shop.py:44
module "log_level" {
  source   = "./modules/parameter-store"
  name     = "log-level"
  path     = module.parameter_path.path
  path_arn = module.parameter_path.arn
  value    = "info"
  tags     = local.tags
}

# secrets.get: shop.py:43
module "mail_token" {
  source = "./modules/secrets-manager"
  name   = "acme-aws-mail-token"
  tags   = local.tags
}

# kv.create, kv.get, kv.put: shop.py:10, shop.py:24, shop.py:29
module "orders" {
  source = "./modules/dynamodb"
  name   = "acme-aws-orders"
  tags   = local.tags
}

# cache.incr, cache.set: shop.py:16, shop.py:38
module "recent" {
  source                        = "./modules/elasticache"
  name                          = "acme-aws-recent"
  vpc_id                        = var.vpc_id
  subnet_ids                    = var.private_subnet_ids
  application_security_group_id = var.application_security_group_id
  tags                          = local.tags
}

# sql.connect: shop.py:46
module "shop" {
  source                        = "./modules/rds-postgresql"
  name                          = "acme-aws-shop"
  vpc_id                        = var.vpc_id
  subnet_ids                    = var.private_subnet_ids
  application_security_group_id = var.application_security_group_id
  tags                          = local.tags
}

# queue.ack, queue.nack, queue.receive, queue.send: shop.py:13, shop.py:22, shop.py:26, shop.py:31 and 1 more
module "work" {
  source = "./modules/sqs"
  name   = "acme-aws-work"
  tags   = local.tags
}
