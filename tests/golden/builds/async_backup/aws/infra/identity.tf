# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # aio.storage.download, aio.storage.upload: async_backup.py:34, async_backup.py:45
        # large files go up in parts, and the parts of a failed upload are removed
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
        Resource = "${module.backups.arn}/async/*"
      },
      {
        # aio.storage.download, aio.storage.iter_objects: async_backup.py:45, async_backup.py:51
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.backups.arn
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
