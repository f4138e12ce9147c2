# What the code of photo-share uses in staging. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    environment  = "staging"
    "managed-by" = "infrar"
    project      = "photo-share"
  }
}

# storage.move: photo_share/albums.py:58
module "photo_trash" {
  source = "./modules/s3"
  name   = "photo-share-staging-photo-trash-7395b1"
  tags   = local.tags
}

# storage.exists, storage.iter_objects, storage.list_objects, storage.move, storage.presign, storage.read, storage.stat, storage.write: photo_share/albums.py:19, photo_share/albums.py:31, photo_share/albums.py:38, photo_share/albums.py:40 and 5 more
module "photos" {
  source = "./modules/s3"
  name   = "photo-share-staging-photos-c65119"
  tags   = local.tags
}
