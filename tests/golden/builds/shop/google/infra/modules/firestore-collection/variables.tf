variable "name" {
  description = "Name of the collection: letters, digits, dashes and underscores, 255 at most."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$", var.name))
    error_message = "A collection's name has letters, digits, dashes and underscores, 255 at most, and begins with a letter or digit."
  }
}

variable "project" {
  description = "Project of the database."
  type        = string
  nullable    = false
}

variable "database" {
  description = "Name of the database that the collection is in."
  type        = string
  nullable    = false
}
