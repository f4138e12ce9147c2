application_security_group_id = "sg-0123456789abcdef0"
private_subnet_ids            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
region                        = "eu-central-1"
vpc_id                        = "vpc-0123456789abcdef0"
