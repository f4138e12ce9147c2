output "name" {
  description = "Name of the secret, as code reaches it."
  value       = var.name
}

output "id" {
  description = "Resource ID of the secret, the scope of grants on it."
  value       = "${var.key_vault_id}/secrets/${var.name}"
}
