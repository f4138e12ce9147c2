output "resource_names" {
  description = "Name in the cloud of each resource, by its name in the code."
  value = {
    alerts       = module.alerts.name
    counters     = module.counters.name
    events       = module.events.name
    invoices     = module.invoices.name
    "log-level"  = module.log_level.name
    "mail-token" = module.mail_token.name
    orders       = module.orders.name
    recent       = module.recent.name
    shop         = module.shop.name
    work         = module.work.name
  }
}
