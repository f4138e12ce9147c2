output "name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "Address of the queue, by which code reaches it."
  value       = aws_sqs_queue.this.url
}

output "dead_letter_url" {
  description = "Address of the queue for dead letters."
  value       = aws_sqs_queue.dead.url
}
