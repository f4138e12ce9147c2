region = "europe-west3"

# Still to be set, here or as TF_VAR_…:
# network =
