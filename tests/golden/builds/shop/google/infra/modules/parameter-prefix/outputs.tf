output "id" {
  description = "The prefix as conditions of grants know it."
  value       = "${var.environment_name}_"
}

output "prefix" {
  description = "What the names of parameters begin with, which applications find in PARAMETER_PREFIX."
  value       = "${var.environment_name}_"
}
