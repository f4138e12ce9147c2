output "name" {
  description = "Name of the parameter's secret in its project."
  value       = google_secret_manager_secret.this.secret_id
}

output "id" {
  description = "The parameter's secret with its project, projects/…/secrets/…, as grants address it."
  value       = google_secret_manager_secret.this.id
}
