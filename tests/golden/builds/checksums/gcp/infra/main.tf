# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# queue.ack, queue.nack, queue.receive, queue.send_batch: checksums.py:19, checksums.py:31, checksums.py:38, checksums.py:40
module "checksums" {
  source = "./modules/pubsub-queue"
  name   = "checksums-queue"
  region = var.region
  labels = local.tags
}
