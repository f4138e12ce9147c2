output "name" {
  description = "Name of the database, which applications find in FIRESTORE_DATABASE."
  value       = google_firestore_database.this.name
}

output "id" {
  description = "Resource name of the database, projects/…/databases/…, which permissions are narrowed to."
  value       = google_firestore_database.this.id
}

output "project" {
  description = "Project of the database."
  value       = google_firestore_database.this.project
}
