# What the code of photo-share uses in production. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "production"
    "managed-by" = "infrar"
    project      = "photo-share"
  }
}

# storage.move: photo_share/albums.py:58
module "photo_trash" {
  source = "./modules/cloud-storage"
  name   = "photo-share-production-photo-trash-fb0c0a"
  region = var.region
  labels = local.tags
}

# storage.exists, storage.iter_objects, storage.list_objects, storage.move, storage.presign, storage.read, storage.stat, storage.write: photo_share/albums.py:19, photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40 and 5 more
module "photos" {
  source = "./modules/cloud-storage"
  name   = "photo-share-production-photos-813fd3"
  region = var.region
  labels = local.tags
}
