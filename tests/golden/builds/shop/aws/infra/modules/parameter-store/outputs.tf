output "name" {
  description = "Name of the parameter, with its path."
  value       = "${var.path}${var.name}"
}

output "arn" {
  description = "ARN of the parameter, whether it has a value or not."
  value       = "${var.path_arn}/${var.name}"
}
