"""No MSK cluster accepts clients without authentication.

Checks: `client_authentication.unauthenticated` of MSK clusters.
Why: Anyone who reaches a broker can read and write every topic.
Fix: Use IAM, SCRAM or mutual TLS, and set `unauthenticated = false`.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without MSK clusters.
"""

from docgen.rules.properties import every, is_false

judge = every("kafka_clusters", "unauthenticated", is_false)
