output "name" {
  description = "Name of the vault."
  value       = azurerm_key_vault.this.name
}

output "id" {
  description = "Resource ID of the vault."
  value       = azurerm_key_vault.this.id
}

output "url" {
  description = "Address of the vault, which applications find in AZURE_KEY_VAULT_URL."
  value       = azurerm_key_vault.this.vault_uri
}
