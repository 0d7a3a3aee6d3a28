"""What every test runs under."""

from hypothesis import settings

# The gate gives the same answer each time: drawn from a fixed seed, and a slow machine is no fault.
settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
# A search for new failures draws afresh: ./do test --hypothesis-profile=search
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("steady")
