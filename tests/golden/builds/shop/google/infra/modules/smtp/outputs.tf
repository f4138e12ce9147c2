output "name" {
  description = "Name of the sender."
  value       = var.name
}

output "address" {
  description = "The address that mail comes from."
  value       = var.address
}
