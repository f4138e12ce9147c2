# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # storage.copy, storage.presign, storage.stat, storage.write: src/inventory/export.py:23, src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29
        # a link can do no more than the identity that signed it
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "${module.stock_exports.arn}/*"
      },
      {
        # storage.copy: src/inventory/export.py:24
        # objects larger than 5 GB are copied in parts, and the parts of a failed copy are removed
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload"]
        Resource = "${module.stock_exports.arn}/latest.csv"
      },
      {
        # storage.copy, storage.presign, storage.stat: src/inventory/export.py:24, src/inventory/export.py:25, src/inventory/export.py:29
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.stock_exports.arn
      },
      {
        # storage.delete, storage.read, storage.write: src/inventory/export.py:16, src/inventory/store.py:30, src/inventory/store.py:38, src/inventory/store.py:45
        # it looks first whether there is an object
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "${module.stock_items.arn}/*"
      },
      {
        # storage.delete, storage.iter_objects, storage.read: src/inventory/export.py:14, src/inventory/export.py:16, src/inventory/store.py:38, src/inventory/store.py:45
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.stock_items.arn
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
