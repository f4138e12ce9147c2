terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

# One encrypted table of documents. Documents whose keys are alike up to the first slash are one partition.
resource "aws_dynamodb_table" "this" {
  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "_partition"
  range_key                   = "_key"
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "_partition"
    type = "S"
  }

  attribute {
    name = "_key"
    type = "S"
  }

  ttl {
    attribute_name = "_expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }

  # Without a key of one's own it is the account's key for DynamoDB.
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
