locals {
  user = try(values(local.users)[0], "")
}

output "name" {
  description = "Name of the database server."
  value       = google_sql_database_instance.this.name
}

output "id" {
  description = "Resource name of the database server."
  value       = google_sql_database_instance.this.id
}

output "url" {
  description = "Address of the database, with the role as which the application logs in; it has no password."
  value = format(
    "postgresql://%s@%s:5432/%s?sslmode=%s",
    urlencode(local.user), google_sql_database_instance.this.private_ip_address, local.database,
    var.ca_file == null ? "require" : "verify-ca&sslrootcert=${urlencode(var.ca_file)}",
  )
}

output "setup" {
  description = "What an administrator runs once in the database, so that the application may own its tables."
  value       = "CREATE SCHEMA app AUTHORIZATION \"${local.user}\"; ALTER ROLE \"${local.user}\" SET search_path TO app, public;"
}
