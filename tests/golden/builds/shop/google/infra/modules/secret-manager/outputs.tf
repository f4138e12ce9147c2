output "name" {
  description = "Name of the secret in its project, as code addresses it."
  value       = google_secret_manager_secret.this.secret_id
}

output "id" {
  description = "The secret with its project, projects/…/secrets/…, as grants address it."
  value       = google_secret_manager_secret.this.id
}
