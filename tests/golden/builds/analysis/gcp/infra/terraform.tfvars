region = "europe-west3"
