provider "aws" {
  region                 = var.region
  skip_region_validation = true # Infrar checks it, and some regions are newer than the provider.
}
