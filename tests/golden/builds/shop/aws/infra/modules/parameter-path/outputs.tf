output "path" {
  description = "The path, with a slash at both ends, which applications find in PARAMETER_PATH."
  value       = var.path
}

output "arn" {
  description = "ARN of the path, which is what listing is about; those of parameters go on with a slash and their names."
  value       = "arn:${data.aws_partition.this.partition}:ssm:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}:parameter${trimsuffix(var.path, "/")}"
}
