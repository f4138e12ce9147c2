# What the code does, and nothing else. Attach it to the role or the user that the application runs under.
resource "aws_iam_policy" "app" {
  name = local.identity_name
  tags = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # storage.move: photo_share/albums.py:58
        # objects larger than 5 GB are copied in parts, and the parts of a failed copy are removed
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = "${module.photo_trash.arn}/albums/*"
      },
      {
        # storage.move: photo_share/albums.py:58
        Effect   = "Allow"
        Action   = ["s3:DeleteObject"]
        Resource = "${module.photos.arn}/albums/*"
      },
      {
        # storage.exists, storage.move, storage.presign, storage.read, storage.stat, storage.write: photo_share/albums.py:19, photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40, photo_share/albums.py:58, photo_share/health.py:11, photo_share/health.py:12
        # a link can do no more than the identity that signed it
        Effect = "Allow"
        Action = ["s3:GetObject", "s3:PutObject"]
        Resource = [
          "${module.photos.arn}/albums/*",
          "${module.photos.arn}/health/mark",
        ]
      },
      {
        # storage.exists, storage.iter_objects, storage.list_objects, storage.move, storage.presign, storage.read, storage.stat: photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40, photo_share/albums.py:45, photo_share/albums.py:49, photo_share/albums.py:58, photo_share/health.py:12
        # a missing object is answered 403, not 404, to who may not list the bucket
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.photos.arn
      },
    ]
  })
}

output "application_policy_arn" {
  description = "ARN of the policy to attach to what the application runs under."
  value       = aws_iam_policy.app.arn
}

locals {
  identity_name = "photo-share-staging"
}
