locals {
  arn_parts = split(":", aws_db_instance.this.arn) # arn:aws:rds:REGION:ACCOUNT:db:NAME
}

output "name" {
  description = "Name of the database server."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the database server."
  value       = aws_db_instance.this.arn
}

output "user_arn" {
  description = "ARN of the role in the database as which the application logs in."
  value = format(
    "arn:%s:rds-db:%s:%s:dbuser:%s/app",
    local.arn_parts[1], local.arn_parts[3], local.arn_parts[4], aws_db_instance.this.resource_id,
  )
}

output "url" {
  description = "Address of the database, with the role as which the application logs in; it has no password."
  value = format(
    "postgresql://app@%s:%d/%s?sslmode=%s",
    aws_db_instance.this.address, aws_db_instance.this.port, local.database,
    var.ca_file == null ? "require" : "verify-full&sslrootcert=${urlencode(var.ca_file)}",
  )
}

output "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's name and password."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}

output "setup" {
  description = "What the administrator runs once in the database, so that the application may log in and own its tables."
  value       = "CREATE ROLE app LOGIN; GRANT rds_iam TO app; CREATE SCHEMA app AUTHORIZATION app;"
}
