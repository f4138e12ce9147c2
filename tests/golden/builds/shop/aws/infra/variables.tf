variable "region" {
  description = "AWS region of all resources, such as eu-central-1."
  type        = string
  default     = "eu-central-1"
  nullable    = false
}

variable "parameter_path" {
  description = "Path below which this environment has its parameters, with a slash at both ends."
  type        = string
  default     = "/shop/aws/"
  nullable    = false
}

variable "vpc_id" {
  description = "ID of the network that caches and databases are in."
  type        = string
  nullable    = false
}

variable "private_subnet_ids" {
  description = "IDs of the network's private subnets for caches and databases, in two zones at least."
  type        = list(string)
  nullable    = false
}

variable "application_security_group_id" {
  description = "ID of the security group of what runs the application: nothing else reaches its caches and databases."
  type        = string
  nullable    = false
}
