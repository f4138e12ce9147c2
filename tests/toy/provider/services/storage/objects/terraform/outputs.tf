output "name" {
  description = "Name of the bucket."
  value       = terraform_data.bucket.output.name
}
