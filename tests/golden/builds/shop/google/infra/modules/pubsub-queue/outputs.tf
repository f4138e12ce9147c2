output "name" {
  description = "Name of the topic and of the subscription, as code addresses them."
  value       = google_pubsub_subscription.this.name
}

output "id" {
  description = "ID of the subscription."
  value       = google_pubsub_subscription.this.id
}

output "topic" {
  description = "ID of the topic, where who sends is granted that."
  value       = google_pubsub_topic.this["queue"].id
}

output "subscription" {
  description = "ID of the subscription, where who receives is granted that."
  value       = google_pubsub_subscription.this.id
}

output "dead_letters" {
  description = "ID of the subscription that keeps what was received too often."
  value       = google_pubsub_subscription.dead.id
}
