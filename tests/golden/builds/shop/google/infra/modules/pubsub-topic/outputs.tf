output "name" {
  description = "Name of the topic, as code reaches it."
  value       = google_pubsub_topic.this.name
}

output "topic" {
  description = "Resource ID of the topic, the place of grants."
  value       = google_pubsub_topic.this.id
}
