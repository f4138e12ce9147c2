output "name" {
  description = "Name of the collection, as code addresses it."
  value       = google_firestore_field.expires.collection
}

output "id" {
  description = "Name of the collection's TTL policy, projects/…/fields/expires."
  value       = google_firestore_field.expires.name
}
