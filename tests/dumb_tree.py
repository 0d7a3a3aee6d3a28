"""The hash tree as RFC 9162 section 2.1 writes it down: by recursion over all leaves, slowly."""

from hashlib import sha256


def leaf(entry):
    return sha256(b"\x00" + entry).digest()


class DumbTree:
    """Any root and any proof over a row of leaf hashes. It remembers roots, and nothing else."""

    def __init__(self, leaf_hashes):
        self.leaves = list(leaf_hashes)
        self._roots = {}

    def root(self, start, end):
        """MTH(D[start:end])."""
        if (start, end) not in self._roots:
            if start == end:
                found = sha256(b"").digest()
            elif end - start == 1:
                found = self.leaves[start]
            else:
                k = start + split(end - start)
                found = sha256(b"\x01" + self.root(start, k) + self.root(k, end)).digest()
            self._roots[start, end] = found
        return self._roots[start, end]

    def path(self, m, start, end):
        """PATH(m, D[start:end])."""
        if end - start == 1:
            return []
        k = split(end - start)
        if m < k:
            return [*self.path(m, start, start + k), self.root(start + k, end)]
        return [*self.path(m - k, start + k, end), self.root(start, start + k)]

    def proof(self, m, n):
        """PROOF(m, D_n)."""
        return self._subproof(m, 0, n, known=True)

    def _subproof(self, m, start, end, *, known):
        if m == end - start:
            return [] if known else [self.root(start, end)]
        k = split(end - start)
        if m <= k:
            return [
                *self._subproof(m, start, start + k, known=known),
                self.root(start + k, end),
            ]
        return [
            *self._subproof(m - k, start + k, end, known=False),
            self.root(start, start + k),
        ]

    def subtree(self, level, index):
        """Give what the proofs of the package read."""
        return self.root(index << level, (index + 1) << level)


def split(n):
    """Give the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
