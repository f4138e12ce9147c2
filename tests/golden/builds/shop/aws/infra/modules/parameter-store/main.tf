terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

# One setting, in plain text: it is reviewed with the code, and plans show how it changes. Without a value there is none.
resource "aws_ssm_parameter" "this" {
  count          = var.value == null ? 0 : 1
  name           = "${var.path}${var.name}"
  description    = var.description
  type           = "String"
  tier           = "Standard"
  insecure_value = var.value
  tags           = var.tags
}
