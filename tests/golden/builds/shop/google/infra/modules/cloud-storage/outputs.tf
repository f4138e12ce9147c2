output "name" {
  description = "Name of the bucket, as code and grants address it."
  value       = google_storage_bucket.this.name
}

output "id" {
  description = "ID of the bucket in the state."
  value       = google_storage_bucket.this.id
}

output "url" {
  description = "URL of the bucket, gs://…"
  value       = google_storage_bucket.this.url
}
