# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # storage.write: main.py:17
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = "${module.flour.arn}/ground/*"
      },
      {
        # storage.delete, storage.read: main.py:17, main.py:18
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject"]
        Resource = "${module.inbox_bucket.arn}/*"
      },
      {
        # storage.list_objects, storage.read: main.py:16, main.py:17
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.inbox_bucket.arn
      },
      {
        # storage.exists: worker/__init__.py:5
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${module.mill_state.arn}/*"
      },
      {
        # storage.write: worker/__init__.py:11
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = "${module.mill_state.arn}/started"
      },
      {
        # storage.exists: worker/__init__.py:5
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.mill_state.arn
      },
    ]
  })
}

output "application_policy_arn" {
  description = "ARN of the policy to attach to what the application runs under."
  value       = aws_iam_policy.app.arn
}

locals {
  identity_name = "mill-production"
}
