output "name" {
  description = "Name of the database server."
  value       = azurerm_postgresql_flexible_server.this.name
}

output "id" {
  description = "Resource ID of the database server."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "url" {
  description = "Address of the database, with the role as which the application logs in; it has no password."
  value = format(
    "postgresql://app@%s:5432/%s?sslmode=%s",
    azurerm_postgresql_flexible_server.this.fqdn, local.database,
    var.ca_file == null ? "require" : "verify-full&sslrootcert=${urlencode(var.ca_file)}",
  )
}

output "setup" {
  description = "What an administrator runs once in the database, with the object ID of the application's identity, so that it may log in and own its tables."
  value       = "SELECT pgaadauth_create_principal_with_oid('app', 'OBJECT-ID', 'service', false, false); CREATE SCHEMA app AUTHORIZATION app;"
}
