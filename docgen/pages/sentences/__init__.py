"""The wording of findings, reasons and changes: the only place where they become sentences.

One form for one thing, in the words of AWS: a rule *allows*, traffic is *inbound* or *outbound*, ports are `TCP 443`.
Every function takes data and gives a clause without a full stop, which a page or a command can put into its own sentence.
"""
