output "resource_names" {
  description = "Name in the cloud of each resource, by its name in the code."
  value = {
    checksums = module.checksums.name
  }
}
