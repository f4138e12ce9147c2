variable "path" {
  description = "Path of the environment's parameters, with a slash at both ends, such as /shop/production/."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/([A-Za-z0-9_.-]+/){1,4}$", var.path))
    error_message = "The path has one to four levels of letters, digits and _.-, with a slash before and behind each."
  }

  validation {
    condition     = !can(regex("(?i)^/(aws|ssm)", var.path))
    error_message = "Paths that begin with aws or ssm belong to AWS."
  }
}
