provider "google" {
  project = var.project_id
  region  = var.region
}

locals {
  environment_name = trim(replace(lower("shop-google"), "/[^a-z0-9]+/", "-"), "-")
}
