output "path" {
  description = "The path, with a slash at both ends, which applications find in PARAMETER_PATH."
  value       = var.path
}

output "arn" {
  description = "What the ARNs of all parameters below the path begin with, up to the path's last slash."
  value       = "arn:${data.aws_partition.this.partition}:ssm:${data.aws_region.this.name}:${data.aws_caller_identity.this.account_id}:parameter${var.path}"
}
