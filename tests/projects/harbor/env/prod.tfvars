stage    = "prod"
supernet = "172.24.0.0/16"

quays = {
  north = { zone = "a", size = "m7i.large" }
  south = { zone = "b", size = "m7i.large" }
}

partners = {
  blue-line  = "198.51.100.0/25"
  grey-ferry = "203.0.113.64/26"
}

ops_cidrs    = ["10.99.0.0/24"]
open_to_ipv6 = true
readers      = 1
