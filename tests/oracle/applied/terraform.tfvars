name     = "sample"
region   = "us-east-1"
vpc_cidr = "10.20.0.0/16"

listener_ports = [80, 443]
app_ports = {
  http    = 8080
  metrics = 9100
}
database_port = 5432

offices = {
  north = "192.0.2.0/25"
  south = "198.51.100.64/26"
}
office_ipv6 = "2001:db8:20::/48"
partner     = "203.0.113.0/24"
