output "resource_names" {
  description = "Name in the cloud of each resource, by its name in the code."
  value = {
    flour        = module.flour.name
    "mill-state" = module.mill_state.name
    inbox_bucket = module.inbox_bucket.name
  }
}

output "resource_environment" {
  description = "Environment variables that the code reads names of resources from."
  value = {
    INBOX_BUCKET = module.inbox_bucket.name
  }
}
