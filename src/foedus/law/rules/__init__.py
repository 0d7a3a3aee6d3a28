"""How a body decides: sets, tests and questions, one algebra for every organisation."""
