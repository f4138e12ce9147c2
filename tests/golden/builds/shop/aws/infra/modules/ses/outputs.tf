output "name" {
  description = "Name of the sender's configuration set."
  value       = aws_sesv2_configuration_set.this.configuration_set_name
}

output "address" {
  description = "The address that mail comes from."
  value       = aws_sesv2_email_identity.this.email_identity
}

output "arn" {
  description = "ARN of the address."
  value       = aws_sesv2_email_identity.this.arn
}

output "configuration_set_arn" {
  description = "ARN of the configuration set that mail from this address uses."
  value       = aws_sesv2_configuration_set.this.arn
}
