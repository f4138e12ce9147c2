output "resource_names" {
  description = "Name in the cloud of each resource, by its name in the code."
  value = {
    "stock-exports" = module.stock_exports.name
    "stock-items"   = module.stock_items.name
  }
}
