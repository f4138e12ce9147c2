output "resource_names" {
  description = "Name in the cloud of each resource, by its name in the code."
  value = {
    "photo-trash" = module.photo_trash.name
    photos        = module.photos.name
  }
}
