"""The contract is no test file of its own; its asserts shall speak all the same."""

import pytest

pytest.register_assert_rewrite("store.contract")
