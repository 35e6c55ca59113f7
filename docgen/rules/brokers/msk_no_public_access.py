"""No MSK cluster has public access.

Checks: `public_access` of the brokers' connectivity.
Why: Brokers that the internet can reach hold the data of many systems at once.
Fix: Remove the `public_access` block, or set its type to `DISABLED`.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without MSK clusters.
"""

from docgen.rules.properties import every, is_false

judge = every("kafka_clusters", "public_access", is_false)
