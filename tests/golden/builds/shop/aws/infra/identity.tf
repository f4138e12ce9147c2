# The application's identity.
resource "aws_iam_role" "app" {
  name = local.identity_name
  tags = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ecs-tasks.amazonaws.com" }
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_cache" {
  name = "cache"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # cache.incr, cache.set: shop.py:16, shop.py:38
        Effect   = "Allow"
        Action   = ["elasticache:Connect"]
        Resource = [module.recent.arn, module.recent.user_arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_email" {
  name = "email"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # email.send: shop.py:49
        Effect   = "Allow"
        Action   = ["ses:SendEmail"]
        Resource = [module.alerts.arn, module.alerts.configuration_set_arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_kv" {
  name = "kv"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # kv.increment: shop.py:37
        # a document whose time has ended makes room for a new one
        Effect   = "Allow"
        Action   = ["dynamodb:DeleteItem", "dynamodb:UpdateItem"]
        Resource = module.counters.arn
      },
      {
        # kv.create, kv.get, kv.put: shop.py:10, shop.py:24, shop.py:29
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = module.orders.arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_params" {
  name = "params"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # params.list: shop.py:45
        Effect   = "Allow"
        Action   = ["ssm:GetParametersByPath"]
        Resource = module.parameter_path.arn
      },
      {
        # params.get: shop.py:44
        Effect   = "Allow"
        Action   = ["ssm:GetParameter"]
        Resource = module.log_level.arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_queue" {
  name = "queue"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # queue.ack, queue.nack, queue.receive, queue.send: shop.py:13, shop.py:22, shop.py:26, shop.py:31, shop.py:35
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"]
        Resource = module.work.arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_secrets" {
  name = "secrets"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # secrets.get: shop.py:43
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = module.mail_token.arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_sql" {
  name = "sql"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # sql.connect: shop.py:46
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = module.shop.user_arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_storage" {
  name = "storage"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # storage.list_objects, storage.write: shop.py:15, shop.py:49
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = "${module.invoices.arn}/*"
      },
      {
        # storage.list_objects, storage.write: shop.py:15, shop.py:49
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = module.invoices.arn
      },
    ]
  })
}

resource "aws_iam_role_policy" "app_topic" {
  name = "topic"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # topic.publish: shop.py:14
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = module.events.arn
      },
    ]
  })
}

output "application_role_arn" {
  description = "ARN of the role that the application runs under."
  value       = aws_iam_role.app.arn
}

locals {
  identity_name = "shop-aws"
}

output "application_environment" {
  description = "Environment variables that the application needs."
  value = {
    ALERTS_EMAIL_ADDRESS = module.alerts.address
    EVENTS_TOPIC_ARN     = module.events.arn
    PARAMETER_PATH       = module.parameter_path.path
    RECENT_CACHE_URL     = module.recent.url
    SHOP_DATABASE_URL    = module.shop.url
    WORK_QUEUE_URL       = module.work.url
  }
}
