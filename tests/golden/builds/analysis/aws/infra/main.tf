# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# storage.list_objects, storage.read: store.py:9, store.py:13
module "measurements" {
  source = "./modules/s3"
  name   = "measurements"
  tags   = local.tags
}

# storage.presign, storage.read, storage.write: link.ipynb:cell 2:1, measurements.ipynb:cell 6:4, measurements.ipynb:cell 6:8
module "reports" {
  source = "./modules/s3"
  name   = "reports"
  tags   = local.tags
}
