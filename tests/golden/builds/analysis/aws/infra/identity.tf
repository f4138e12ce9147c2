# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # storage.read: store.py:13
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${module.measurements.arn}/*"
      },
      {
        # storage.list_objects, storage.read: store.py:9, store.py:13
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.measurements.arn
      },
      {
        # storage.presign, storage.read, storage.write: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4, measurements.ipynb:cell 6:8
        # a link can do no more than the identity that signed it
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "${module.reports.arn}/*"
      },
      {
        # storage.presign, storage.read: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.reports.arn
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
