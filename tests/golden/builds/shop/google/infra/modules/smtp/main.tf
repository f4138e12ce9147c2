# There is nothing to make: a mail server is there already. The module hands the sender's address on to the application,
# which finds the server itself in EMAIL_SMTP_URL; as that holds a password, whoever runs the application sets it.

terraform {
  required_version = ">= 1.5"
}
