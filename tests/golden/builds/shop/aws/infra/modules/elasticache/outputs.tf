output "name" {
  description = "Name of the cache."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "arn" {
  description = "ARN of the cache."
  value       = aws_elasticache_replication_group.this.arn
}

output "user_arn" {
  description = "ARN of the application's user in the cache."
  value       = aws_elasticache_user.application.arn
}

output "url" {
  description = "Address of the cache, with the user as whom the application logs in; it has no password."
  value = format(
    "rediss://%s@%s:%d/0",
    aws_elasticache_user.application.user_name,
    aws_elasticache_replication_group.this.primary_endpoint_address,
    coalesce(aws_elasticache_replication_group.this.port, 6379),
  )
}
