# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# storage.list_objects, storage.read, storage.upload: publish.py:8, publish.py:9, publish.py:14
module "reports" {
  source = "./modules/s3"
  name   = "reports"
  tags   = local.tags
}
