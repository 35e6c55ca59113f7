stage    = "dev"
supernet = "172.20.0.0/20"

quays = {
  north = { zone = "a" }
}

partners = {
  testing = "192.0.2.0/24"
}

ops_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
