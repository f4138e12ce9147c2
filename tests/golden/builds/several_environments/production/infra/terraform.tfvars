region = "us-east-1"

# Still to be set, here or as TF_VAR_…:
# inbox_bucket =
