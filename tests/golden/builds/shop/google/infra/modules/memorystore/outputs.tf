locals {
  connection   = google_memorystore_instance.this.endpoints[0].connections[0].psc_auto_connection[0]
  certificates = flatten(google_memorystore_instance.this.managed_server_ca[*].ca_certs[*].certificates)
}

output "name" {
  description = "Name of the cache."
  value       = google_memorystore_instance.this.instance_id
}

output "id" {
  description = "Resource name of the cache."
  value       = google_memorystore_instance.this.id
}

# The certificates are the cache's own, so that nobody else has one; its address is a number, which they don't hold.
output "url" {
  description = "Address of the cache, with the user as whom applications log in and the certificates of its server; it has no password."
  value = format(
    "rediss://default@%s:%d/0?ssl_check_hostname=false&ssl_ca_data=%s",
    local.connection.ip_address, local.connection.port, urlencode(join("\n", local.certificates)),
  )
}
