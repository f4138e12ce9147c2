output "name" {
  description = "Name of the parameter."
  value       = var.name
}

output "id" {
  description = "Resource ID of the store, the smallest scope of grants."
  value       = var.app_configuration_id
}
