output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "What policies call the bucket."
  value       = aws_s3_bucket.this.arn
}
