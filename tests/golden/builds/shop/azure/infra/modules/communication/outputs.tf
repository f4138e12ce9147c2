output "id" {
  description = "Resource ID of the communication service, the scope of grants."
  value       = azurerm_communication_service.this.id
}

output "endpoint" {
  description = "Address of the communication service, which applications find in AZURE_COMMUNICATION_ENDPOINT."
  value       = "https://${azurerm_communication_service.this.hostname}"
}

output "domain" {
  description = "The domain that mail comes from."
  value       = azurerm_email_communication_service_domain.this.from_sender_domain
}

output "domain_id" {
  description = "Resource ID of the domain."
  value       = azurerm_email_communication_service_domain.this.id
}

output "verification_records" {
  description = "DNS records that prove whose a domain of one's own is."
  value       = azurerm_email_communication_service_domain.this.verification_records
}

output "name" {
  description = "Name of the communication service."
  value       = azurerm_communication_service.this.name
}
