# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # queue.ack, queue.nack, queue.receive, queue.send_batch: checksums.py:19, checksums.py:31, checksums.py:38, checksums.py:40
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"]
        Resource = module.checksums.arn
      },
    ]
  })
}

output "application_policy_arn" {
  description = "ARN of the policy to attach to what the application runs under."
  value       = aws_iam_policy.app.arn
}

locals {
  identity_name = "app"
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    CHECKSUMS_QUEUE_URL = module.checksums.url
  }
}
