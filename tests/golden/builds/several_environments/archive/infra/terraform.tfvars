region = "westeurope"

# Still to be set, here or as TF_VAR_…:
# inbox_bucket =
