region = "westeurope"

# Still to be set, here or as TF_VAR_…:
# cache_private_dns_zone_id =
# database_administrators =
# database_private_dns_zone_id =
# private_endpoint_subnet_id =
