"""The network as data: AWS nouns, each with the Terraform address and the traces it came from.

In: nothing but `docgen.source`. Out: classes that `docgen.aws.convert` fills and `docgen.analysis` reads.
"""
